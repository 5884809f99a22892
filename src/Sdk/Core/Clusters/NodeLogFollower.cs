using Scalewright.Agents.BuiltIn;
using Scalewright.Logs;

namespace Scalewright.Clusters;

/// <summary>Follows what one node says.</summary>
internal sealed class NodeLogFollower
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

    private readonly Node _node;
    private readonly string _token;
    private readonly LogPosition _position;
    private bool _mayRetry;

    private NodeLogFollower(Node node, string token, LogPosition position) => (_node, _token, _position) = (node, token, position);

    /// <summary>Ends when nothing more will be followed.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <param name="node">The node.</param>
    /// <param name="token">Which one of its name.</param>
    /// <param name="before">Who followed it before; null: nobody.</param>
    /// <param name="logs">Where it goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static NodeLogFollower Start(Node node, string token, NodeLogFollower? before, NodeLogs logs, CancellationToken cancellationToken)
    {
        // A node that was made again has another agent, whose start tells its lines from those before.
        NodeLogFollower follower = new(node, token, before?._position ?? new LogPosition());
        follower.Ended = follower.RunAsync(before?.Ended ?? Task.CompletedTask, logs, cancellationToken);
        return follower;
    }

    /// <summary>Whether it ended and should be begun again. One that a node's agent refused is not, as long as the node is the same.</summary>
    public bool IsOutdated(string token) => Ended.IsCompleted && (_mayRetry || _token != token);

    /// <summary>Waits until all that the node has said so far was taken; not for long.</summary>
    public async Task FlushAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(FlushPatience, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (Ended.IsCompleted)
            {
                return;
            }

            IAgentLog log = await _node.ServiceAsync<IAgentLog>(either.Token);
            AgentLogEnd end = await log.EndAsync(either.Token);
            while (!Ended.IsCompleted && _position.NumberIn(end.Start) < end.Number)
            {
                await Task.Delay(LookPeriod, clock, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It does not answer: what it said is lost, or comes later.
        }
        catch (Exception gone) when (gone is ScalewrightException or ObjectDisposedException)
        {
            // The same.
        }
    }

    private async Task RunAsync(Task before, NodeLogs logs, CancellationToken cancellationToken)
    {
        await before;
        try
        {
            await logs.ForwardAsync(_node, _position, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // This is how following ends.
        }
        catch (ObjectDisposedException)
        {
            // The cluster was let go before the node could be asked.
        }
        catch (ScalewrightException failure)
        {
            ProblemCode code = failure.Problems[0].Code;
            _mayRetry = code != ProblemCode.AgentFault && code != ProblemCode.AgentMismatch;
        }
    }
}
