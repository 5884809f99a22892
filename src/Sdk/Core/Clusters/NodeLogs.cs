using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters.Registry;
using Scalewright.Logs;

namespace Scalewright.Clusters;

/// <summary>Collects the logs of the nodes of a cluster in a folder. Thread-safe.</summary>
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
        ILogSink folder = new WarningLogSink(_folder, (node, failure) => Warn(ClusterProblems.Unlogged(node, failure.Message)));
        _sink = options.Sink is { } sink
            ? new LogFanOut(folder, new WarningLogSink(sink, (node, failure) => Warn(ClusterProblems.LogSinkFailed(node, failure))))
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

                string token = _cluster.GetToken(node.Name);
                _followers.TryGetValue(node.Name, out NodeLogFollower? before);
                if (before is null || before.IsOutdated(token))
                {
                    _followers[node.Name] = NodeLogFollower.Start(node, token, before, this, _ending.Token);
                }
            }
        }
    }

    public async Task FlushAsync(Func<string, bool> isSelected, CancellationToken cancellationToken)
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

    internal async Task ForwardAsync(Node node, LogReadPosition position, CancellationToken cancellationToken)
    {
        try
        {
            RegisteredNode? registered = _cluster.Registered.Find(node.Name);
            LogOrigin origin = new(
                _cluster.GetAddress(node.Name),
                node.Name,
                registered is { Tag.Length: > 0 } ? registered.Tag : node.Name
            );
            Agents.BuiltIn.IAgentLog log = await node.GetServiceAsync<Agents.BuiltIn.IAgentLog>(cancellationToken);
            await AgentLogForwarder.ForwardAsync(log, origin, _sink, _cluster.Provider.Clock, position, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Warn(ClusterProblems.Unlogged(node.Name, failure.Message));
        }
    }

    /// <summary>
    /// Reports only the first failure of each kind per node, because later lines usually fail as well.
    /// </summary>
    private void Warn(Problem warning)
    {
        lock (_gate)
        {
            _warnings = _warnings.Any(known => known.Field == warning.Field && known.Advice == warning.Advice)
                ? _warnings
                : _warnings.Add(warning);
        }
    }

    private static void End(CancellationTokenSource ending) => ending.Cancel();
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

    private readonly Node _node;
    private readonly string _token;
    private readonly LogReadPosition _position;
    private bool _mayRetry;

    private NodeLogFollower(Node node, string token, LogReadPosition position) => (_node, _token, _position) = (node, token, position);

    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <param name="before">Previous follower of the node; null for none.</param>
    public static NodeLogFollower Start(
        Node node,
        string token,
        NodeLogFollower? before,
        NodeLogs logs,
        CancellationToken cancellationToken
    )
    {
        // A recreated node has another agent; its start time distinguishes the new lines from the old ones.
        NodeLogFollower follower = new(node, token, before?._position ?? new LogReadPosition());
        follower.Ended = follower.RunAsync(before?.Ended ?? Task.CompletedTask, logs, cancellationToken);
        return follower;
    }

    /// <summary>
    /// Returns true if the follower ended and should start again; after a rejection, only for a new node.
    /// </summary>
    public bool IsOutdated(string token) => Ended.IsCompleted && (_mayRetry || _token != token);

    /// <summary>Waits for a limited time until all log output so far is read.</summary>
    public async Task FlushAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(FlushTimeout, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (Ended.IsCompleted)
            {
                return;
            }

            IAgentLog log = await _node.GetServiceAsync<IAgentLog>(either.Token);
            AgentLogPosition end = await log.GetPositionAsync(either.Token);
            while (!Ended.IsCompleted && _position.NumberIn(end.LogStartedAt) < end.Number)
            {
                await Task.Delay(PollInterval, clock, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Without a response in time, the output is lost or arrives later.
        }
        catch (Exception gone) when (gone is ScalewrightException or ObjectDisposedException)
        {
            // Same as above.
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
