using Scalewright.Clusters;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool.Watching;

/// <summary>Follows the logs of ready nodes, at most of <see cref="MaxNodes"/>.</summary>
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
    /// <summary>Maximum number of nodes whose logs are followed: 100.</summary>
    public const int MaxNodes = 100;

    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly List<Task> _batches = [];
    private bool _isLimitReported;

    /// <summary>Follows nodes that became ready. Does not wait for them.</summary>
    /// <param name="ready">Names of all ready nodes.</param>
    public void Follow(string[] ready, CancellationToken cancellationToken)
    {
        _batches.RemoveAll(batch => batch.IsCompleted);
        string[] added = [.. ready.Where(node => !_followed.Contains(node))];
        int room = MaxNodes - _followed.Count;
        if (added.Length > room && !_isLimitReported)
        {
            _isLimitReported = true;
            recording.RecordNote(
                $"the logs of {MaxNodes} of {Pluralizer.FormatGrouped(ready.Length, "ready node")} "
                    + "are followed; 'scalewright logs' prints those of others"
            );
        }

        string[] taken = [.. added.Take(Math.Max(0, room))];
        if (taken.Length > 0)
        {
            _followed.UnionWith(taken);
            _batches.Add(FollowAsync(taken, cancellationToken));
        }
    }

    /// <summary>Waits for the end of all logs after the cancellation.</summary>
    public Task WaitAsync() => Task.WhenAll(_batches);

    private async Task FollowAsync(string[] names, CancellationToken cancellationToken)
    {
        try
        {
            await using Cluster cluster = await Cluster.OpenReadOnlyAsync(folder, provider, selection.Entry.Settings, cancellationToken);
            NodeLogReader reader = new(recording.RecordLine, file, follows: true);
            NodeSet nodes = cluster.Nodes.Where(node => names.Contains(node.Name, StringComparer.Ordinal));
            foreach (Problem problem in await reader.ReadAsync(nodes, cancellationToken))
            {
                Report(problem);
            }
        }
        catch (ScalewrightException failure)
        {
            Report(failure.Problems[0]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The watch ends.
        }
    }

    /// <summary>Records a reason once, with the first node.</summary>
    private void Report(Problem problem)
    {
        if (_reported.Add(problem.Message))
        {
            recording.RecordNote(TextEscaping.Escape($"a log is not followed: {problem}"));
        }
    }
}
