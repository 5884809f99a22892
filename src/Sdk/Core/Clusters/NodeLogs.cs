using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters.Registering;
using Scalewright.Logs;

namespace Scalewright.Clusters;

/// <summary>Collects what the nodes of a cluster say in a folder. Thread-safe.</summary>
internal sealed class NodeLogs : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, NodeLogFollower> _followers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly LogFolder _folder;
    private readonly ILogSink _sink;
    private readonly Cluster _cluster;
    private ValueList<Problem> _warnings = [];
    private bool _isOver;

    public NodeLogs(Cluster cluster, NodeLogOptions options)
    {
        _cluster = cluster;
        _folder = new LogFolder(options.Folder, options.Format, options.Rotation);
        ILogSink folder = new WarningSink(_folder, (node, failure) => Warn(ClusterProblems.Unlogged(node, failure.Message)));
        _sink = options.Sink is { } sink
            ? new LogFanOut(folder, new WarningSink(sink, (node, failure) => Warn(ClusterProblems.Unpassed(node, failure))))
            : folder;
    }

    /// <summary>Nodes whose logs cannot be written, or not passed on.</summary>
    public ValueList<Problem> Warnings
    {
        get
        {
            lock (_gate)
            {
                return _warnings;
            }
        }
    }

    /// <summary>Follows those that are not followed yet. Where a node was made again, its new agent is followed.</summary>
    public void Follow(IEnumerable<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            lock (_gate)
            {
                if (_isOver)
                {
                    return;
                }

                string token = _cluster.TokenOf(node.Name);
                _followers.TryGetValue(node.Name, out NodeLogFollower? before);
                if (before is null || before.IsOutdated(token))
                {
                    _followers[node.Name] = NodeLogFollower.Start(node, token, before, this, _ending.Token);
                }
            }
        }
    }

    public async Task FlushAsync(Func<string, bool> isAsked, CancellationToken cancellationToken)
    {
        NodeLogFollower[] asked;
        lock (_gate)
        {
            asked = [.. _followers.Where(entry => isAsked(entry.Key)).Select(static entry => entry.Value)];
        }

        await Task.WhenAll(asked.Select(follower => follower.FlushAsync(_cluster.Provider.Clock, cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        NodeLogFollower[] all;
        lock (_gate)
        {
            (_isOver, all) = (true, [.. _followers.Values]);
        }

        // Not CancelAsync, which leaves the loop of a simulation.
        End(_ending);
        await Task.WhenAll(all.Select(static follower => follower.Ended));
        _folder.Dispose();
        _ending.Dispose();
    }

    /// <summary>Brings what one agent says to the folder, until it is told to end.</summary>
    internal async Task ForwardAsync(Node node, LogPosition position, CancellationToken cancellationToken)
    {
        try
        {
            RegisteredNode? registered = _cluster.Registered.Find(node.Name);
            LogOrigin origin = new(_cluster.AddressOf(node.Name), node.Name, registered is { Tag.Length: > 0 } ? registered.Tag : node.Name);
            Agents.BuiltIn.IAgentLog log = await node.ServiceAsync<Agents.BuiltIn.IAgentLog>(cancellationToken);
            await AgentLogs.ForwardAsync(log, origin, _sink, _cluster.Provider.Clock, position, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Warn(ClusterProblems.Unlogged(node.Name, failure.Message));
        }
    }

    /// <summary>The first failure of each kind for each node is told: what fails once mostly fails with every line.</summary>
    private void Warn(Problem warning)
    {
        lock (_gate)
        {
            _warnings = _warnings.Any(known => known.Field == warning.Field && known.Advice == warning.Advice) ? _warnings : _warnings.Add(warning);
        }
    }

    private static void End(CancellationTokenSource ending) => ending.Cancel();
}

/// <summary>Gives records on. Where that fails they are lost there, somebody is told, and the next ones are tried again.</summary>
/// <param name="sink">Where they go; the code of whoever uses the cluster, or a folder.</param>
/// <param name="warn">Is told of a node and what came of its records.</param>
internal sealed class WarningSink(ILogSink sink, Action<string, Exception> warn) : ILogSink
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a sink throws is its failure, not the end of the log of a node.")]
    public async ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            await sink.WriteAsync(origin, records, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            warn(origin.Node, failure);
        }
    }
}

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

    /// <param name="token">Which one of its name.</param>
    /// <param name="before">Who followed it before; null: nobody.</param>
    /// <param name="logs">Where it goes.</param>
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
