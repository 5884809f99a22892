using Scalewright.Clusters;
using Scalewright.Clusters.State;
using Scalewright.Decisions;
using Scalewright.Journals;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool.Watching;

/// <summary>Observes a live cluster without its lock, and records what changes.</summary>
/// <param name="folder">State folder.</param>
/// <param name="provider">Provider of the cluster.</param>
/// <param name="selection">Settings of the provider.</param>
/// <param name="recording">Receives the events.</param>
/// <param name="interval">Time between two observations.</param>
/// <param name="lines">Follows the logs of nodes.</param>
internal sealed class ClusterWatcher(
    string folder,
    GuardedProvider provider,
    ProviderSelection selection,
    LiveRecording recording,
    TimeSpan interval,
    LogFollower lines
)
{
    private static readonly TimeSpan FolderInterval = TimeSpan.FromMilliseconds(500);

    private readonly StepFollower _steps = new(LocalFileSystem.Create(), folder);
    private (DateTime, long) _journal;
    private (DateTime, long) _decisions;
    private DecisionRecord? _last;
    private bool _hasDecisions;

    /// <summary>Observes the nodes until it is cancelled. An outage of the provider does not end it.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                ClusterInspection inspection = await Cluster.InspectAsync(folder, provider, selection.Entry.Settings, cancellationToken);
                recording.RecordNodes(inspection);
                lines.Follow(
                    [
                        .. inspection
                            .Desired.DeclaredGroups.SelectMany(group => group.Nodes)
                            .Select(node => node.Name)
                            .Where(node => inspection.GetNodeState(node) == NodeState.Ready),
                    ],
                    cancellationToken
                );
            }
            catch (ScalewrightException failure)
            {
                recording.RecordOutage(TextEscaping.Escape($"{failure.Problems[0]}"));
            }

            await Task.Delay(interval, selection.Environment.Clock, cancellationToken);
        }
    }

    /// <summary>Follows the steps and decisions in the state folder until it is cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                FollowSteps();
                FollowDecisions();
            }
            catch (Exception failure) when (failure is ScalewrightException or IOException or UnauthorizedAccessException)
            {
                // The holder may replace the files at this moment. An unreadable state is reported by observations.
                _journal = default;
            }

            await Task.Delay(FolderInterval, selection.Environment.Clock, cancellationToken);
        }
    }

    private void FollowSteps()
    {
        (DateTime, long) version = GetVersion(new FileInfo(Path.Join(folder, DurableStore.JournalFileName)));
        if (version != _journal)
        {
            _journal = version;
            recording.RecordSteps(_steps.Read());
        }
    }

    private void FollowDecisions()
    {
        DirectoryInfo decisions = new(Path.Join(folder, DecisionHistory.FolderName));
        FileInfo? newest = decisions.Exists ? decisions.EnumerateFiles().MaxBy(file => file.Name, StringComparer.Ordinal) : null;
        if (newest is null)
        {
            _hasDecisions = true;
            return;
        }

        (DateTime, long) version = GetVersion(newest);
        if (version == _decisions)
        {
            return;
        }

        _decisions = version;
        ValueList<DecisionRecord> records = DecisionHistory.Read(folder).Records;
        DecisionRecord[] shown = _hasDecisions
            ? [.. GetNew(records)]
            : [.. records.GroupBy(record => record.Domain, StringComparer.Ordinal).Select(same => same.Last())];
        foreach (DecisionRecord record in shown)
        {
            recording.RecordDecision(record, _hasDecisions);
        }

        _hasDecisions = true;
        _last = records.Count > 0 ? records[^1] : _last;
    }

    /// <summary>Returns the records after the last known one, which may have been deleted.</summary>
    private IEnumerable<DecisionRecord> GetNew(ValueList<DecisionRecord> records)
    {
        int index = records.Count - 1;
        while (index >= 0 && !IsLast(records[index]))
        {
            index--;
        }

        return records.Skip(index + 1);
    }

    private bool IsLast(DecisionRecord record) =>
        _last is { } last
        && record.Timestamp == last.Timestamp
        && record.Cycle == last.Cycle
        && string.Equals(record.Domain, last.Domain, StringComparison.Ordinal);

    private static (DateTime, long) GetVersion(FileInfo file) => file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
}
