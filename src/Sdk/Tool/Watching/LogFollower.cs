using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool.Watching;

/// <summary>Follows the logs of ready nodes, at most of <see cref="MaxNodes"/>. Thread-safe.</summary>
/// <param name="folder">State folder.</param>
/// <param name="provider">Provider of the cluster.</param>
/// <param name="selection">Settings of the provider.</param>
/// <param name="recording">Receives the lines.</param>
/// <param name="file">Absolute path of a file on the nodes; null: the logs of the agents.</param>
internal sealed class LogFollower(
    string folder,
    GuardedProvider provider,
    ProviderSelection selection,
    LiveRecording recording,
    string? file
)
{
    /// <summary>Maximum number of nodes whose logs are followed at a time: 100.</summary>
    public const int MaxNodes = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FollowedLog> _logs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly List<Task> _batches = [];
    private bool _isLimitReported;

    /// <summary>Follows the logs of new ready nodes, and ends those of nodes that are gone. Does not wait for
    /// them.</summary>
    public void Follow(ClusterInspection inspection, CancellationToken cancellationToken)
    {
        Dictionary<string, string> tokens = new(StringComparer.Ordinal);
        foreach (Resource resource in inspection.Resources.Where(resource => resource.Tag.Target == StepTarget.Node))
        {
            tokens[resource.Tag.Name] = resource.Tag.Token;
        }

        FollowedLog[] added;
        lock (_gate)
        {
            EndMissing(tokens);
            added = AddReady(inspection, tokens, cancellationToken);
        }

        if (added.Length > 0)
        {
            _batches.RemoveAll(batch => batch.IsCompleted);
            _batches.Add(FollowAsync(added, cancellationToken));
        }
    }

    /// <summary>Waits for the end of all logs after the cancellation. No other member is called meanwhile.</summary>
    public Task WaitAsync() => Task.WhenAll(_batches);

    private void EndMissing(Dictionary<string, string> tokens)
    {
        foreach (FollowedLog log in _logs.Values.ToArray())
        {
            if (!tokens.TryGetValue(log.Node, out string? token) || token != log.Token)
            {
                log.Cancel();
                _logs.Remove(log.Node);
            }
        }
    }

    private FollowedLog[] AddReady(ClusterInspection inspection, Dictionary<string, string> tokens, CancellationToken cancellationToken)
    {
        string[] ready = [.. tokens.Keys.Where(name => inspection.GetNodeState(name) == NodeState.Ready).Order(StringComparer.Ordinal)];
        string[] added = [.. ready.Where(name => !_logs.ContainsKey(name))];
        int capacity = MaxNodes - _logs.Values.Count(log => !log.HasEnded);
        if (added.Length > capacity && !_isLimitReported)
        {
            _isLimitReported = true;
            recording.RecordNote(
                $"the logs of {MaxNodes} of {Pluralizer.FormatGrouped(ready.Length, "ready node")} "
                    + "are followed; 'scalewright logs' prints those of others"
            );
        }

        FollowedLog[] logs = [.. added.Take(capacity).Select(name => new FollowedLog(name, tokens[name], cancellationToken))];
        foreach (FollowedLog log in logs)
        {
            _logs.Add(log.Node, log);
        }

        return logs;
    }

    private async Task FollowAsync(FollowedLog[] logs, CancellationToken cancellationToken)
    {
        try
        {
            await using Cluster cluster = await Cluster.OpenReadOnlyAsync(folder, provider, selection.Entry.Settings, cancellationToken);
            NodeLogReader reader = new(recording.RecordLine, file, follows: true);
            Dictionary<string, Node> nodes = cluster.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
            Forget(logs.Where(log => !nodes.ContainsKey(log.Node)));
            await Task.WhenAll(logs.Where(log => nodes.ContainsKey(log.Node)).Select(log => FollowAsync(reader, nodes[log.Node], log)));
        }
        catch (ScalewrightException failure)
        {
            Report(failure.Problems[0]);
            Forget(logs);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The watch ends.
        }
        finally
        {
            lock (_gate)
            {
                Array.ForEach(logs, log => log.Dispose());
            }
        }
    }

    private async Task FollowAsync(NodeLogReader reader, Node node, FollowedLog log)
    {
        try
        {
            if (await reader.ReadAsync(node, log.Ended) is { } problem)
            {
                Report(problem);
            }
        }
        catch (OperationCanceledException) when (log.Ended.IsCancellationRequested)
        {
            // The node is gone, or the watch ends.
        }

        lock (_gate)
        {
            log.HasEnded = true;
        }
    }

    // No line of these nodes was read: the next observation follows them again.
    private void Forget(IEnumerable<FollowedLog> logs)
    {
        lock (_gate)
        {
            foreach (FollowedLog log in logs)
            {
                if (_logs.GetValueOrDefault(log.Node) == log)
                {
                    _logs.Remove(log.Node);
                }
            }
        }
    }

    /// <summary>Records a reason once, with the first node.</summary>
    private void Report(Problem problem)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _reported.Add(problem.Message);
        }

        if (isNew)
        {
            recording.RecordNote(TextEscaping.Escape($"a log is not followed: {problem}"));
        }
    }

    /// <summary>Log of a node, as long as the node exists. A log that has ended is kept: it starts with its first line, so
    /// its lines would be recorded again.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="token">Token of its resource; a replacement has another one.</param>
    private sealed class FollowedLog(string node, string token, CancellationToken cancellationToken) : IDisposable
    {
        private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        private bool _isDisposed;

        public string Node => node;

        public string Token => token;

        /// <summary>Canceled when the log is no longer followed.</summary>
        public CancellationToken Ended => _end.Token;

        public bool HasEnded { get; set; }

        public void Cancel()
        {
            if (!_isDisposed)
            {
                _end.Cancel();
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            _end.Dispose();
        }
    }
}
