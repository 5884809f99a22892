using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters;

namespace Scalewright.Logs;

/// <summary>Collects the logs of the nodes of a cluster in a folder. Thread-safe.</summary>
internal sealed class NodeLogs : INodeFollower
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
        ILogSink folder = new WarningLogSink(_folder, (node, failure) => Warn(Unlogged(node, failure.Message)));
        _sink = options.Sink is { } sink
            ? new LogFanOut(folder, new WarningLogSink(sink, (node, failure) => Warn(SinkFailed(node, failure))))
            : folder;
    }

    /// <summary>Warnings for nodes whose logs cannot be written or passed on.</summary>
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

    /// <summary>Follows the nodes that are not followed yet, and the new agents of recreated nodes.</summary>
    public void Follow(IReadOnlyList<FollowedNode> ready)
    {
        foreach (FollowedNode node in ready)
        {
            lock (_gate)
            {
                if (_isOver)
                {
                    return;
                }

                string name = node.Node.Name;
                _followers.TryGetValue(name, out NodeLogFollower? before);
                if (before is null || before.IsOutdated(node.ResourceToken))
                {
                    _followers[name] = NodeLogFollower.Start(node, before, this, _ending.Token);
                }
            }
        }
    }

    public async Task FlushAsync(Func<string, bool> isSelected, CancellationToken cancellationToken = default)
    {
        NodeLogFollower[] selected;
        lock (_gate)
        {
            selected = [.. _followers.Where(entry => isSelected(entry.Key)).Select(static entry => entry.Value)];
        }

        await Task.WhenAll(selected.Select(follower => follower.FlushAsync(_cluster.Provider.Clock, cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        NodeLogFollower[] all;
        lock (_gate)
        {
            (_isOver, all) = (true, [.. _followers.Values]);
        }

        // Not CancelAsync, which would leave the simulation loop.
        End(_ending);
        await Task.WhenAll(all.Select(static follower => follower.Ended));
        _folder.Dispose();
        _ending.Dispose();
    }

    internal async Task ForwardAsync(FollowedNode node, LogReadPosition position, CancellationToken cancellationToken)
    {
        string name = node.Node.Name;
        try
        {
            LogOrigin origin = new(node.Address, name, node.Tag);
            IAgentLog log = await node.Node.GetServiceAsync<IAgentLog>(cancellationToken);
            await AgentLogForwarder.ForwardAsync(log, origin, _sink, _cluster.Provider.Clock, position, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Warn(Unlogged(name, failure.Message));
        }
    }

    /// <summary>
    /// Reports only the first failure of each kind per node, because later lines usually fail as well.
    /// </summary>
    private void Warn(Problem warning)
    {
        lock (_gate)
        {
            _warnings = _warnings.Any(existing => existing.Field == warning.Field && existing.Advice == warning.Advice)
                ? _warnings
                : _warnings.Add(warning);
        }
    }

    private static void End(CancellationTokenSource ending) => ending.Cancel();

    private static Problem Unlogged(string node, string found) =>
        CreateWarning(
            node,
            $"its log is not written: {TextEscaping.Escape(found)}",
            "give ClusterOptions.NodeLogs a folder that can be written to"
        );

    private static Problem SinkFailed(string node, Exception failure) =>
        CreateWarning(
            node,
            $"its log is not passed to the sink, because the sink fails: {failure.GetType().Name}: {TextEscaping.Escape(failure.Message)}",
            "fix NodeLogOptions.Sink; the log folder contains the records that it rejected"
        );

    private static Problem CreateWarning(string node, string found, string advice) =>
        new(ProblemCode.OutputNotWritable, found, advice) { Field = $"node '{node}'", Severity = ProblemSeverity.Warning };
}

/// <summary>
/// Passes records to a sink. If a call fails, its records are lost and a warning is reported; later records are still
/// passed.
/// </summary>
/// <param name="sink">The sink: user code or a folder.</param>
/// <param name="warn">Called with the name of the node and the exception of the sink.</param>
internal sealed class WarningLogSink(ILogSink sink, Action<string, Exception> warn) : ILogSink
{
    [SuppressMessage("Design", "CA1031", Justification = "An exception of a sink is reported and must not stop the log of a node.")]
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

internal sealed class NodeLogFollower
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly FollowedNode _node;
    private readonly LogReadPosition _position;
    private bool _mayRetry;

    private NodeLogFollower(FollowedNode node, LogReadPosition position) => (_node, _position) = (node, position);

    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <param name="before">Previous follower of the node; null for none.</param>
    public static NodeLogFollower Start(FollowedNode node, NodeLogFollower? before, NodeLogs logs, CancellationToken cancellationToken)
    {
        // A recreated node has another agent; its start time distinguishes the new lines from the old ones.
        NodeLogFollower follower = new(node, before?._position ?? new LogReadPosition());
        follower.Ended = follower.RunAsync(before?.Ended ?? Task.CompletedTask, logs, cancellationToken);
        return follower;
    }

    /// <summary>
    /// Returns true if the follower ended and should start again; after a rejection, only for a new node.
    /// </summary>
    public bool IsOutdated(string token) => Ended.IsCompleted && (_mayRetry || _node.ResourceToken != token);

    /// <summary>Waits for a limited time until all log output so far is read.</summary>
    public async Task FlushAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(FlushTimeout, clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (Ended.IsCompleted)
            {
                return;
            }

            IAgentLog log = await _node.Node.GetServiceAsync<IAgentLog>(linkedSource.Token);
            AgentLogPosition end = await log.GetPositionAsync(linkedSource.Token);
            while (!Ended.IsCompleted && _position.NumberIn(end.LogStartedAt) < end.Number)
            {
                await Task.Delay(PollInterval, clock, linkedSource.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Without a response in time, the output is lost or arrives later.
        }
        catch (Exception failure) when (failure is ScalewrightException or ObjectDisposedException)
        {
            // Without an agent that responds, the output is lost or arrives later.
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
            // Cancellation is the normal end.
        }
        catch (ObjectDisposedException)
        {
            // The cluster was disposed before the node was called.
        }
        catch (ScalewrightException failure)
        {
            ProblemCode code = failure.Problems[0].Code;
            _mayRetry = code != ProblemCode.AgentCallFailed && code != ProblemCode.AgentMismatch;
        }
    }
}
