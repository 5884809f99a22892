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
/// <param name="logFollower">Follows the logs of nodes.</param>
internal sealed class ClusterWatcher(
    string folder,
    GuardedProvider provider,
    ProviderSelection selection,
    LiveRecording recording,
    TimeSpan interval,
    LogFollower logFollower
)
{
    private static readonly TimeSpan FolderInterval = TimeSpan.FromMilliseconds(500);

    private readonly StepFollower _steps = new(LocalFileSystem.Create(), folder);
    private readonly HashSet<Problem> _reportedProblems = [];
    private FileVersion _journalVersion;
    private FileVersion _decisionsVersion;
    private DecisionRecord? _lastDecision;
    private ValueList<Problem> _decisionProblems = [];
    private bool _hasPolledDecisions;

    /// <summary>Observes the nodes until it is cancelled. An outage of the provider does not end it.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                ClusterInspection inspection = await Cluster.InspectAsync(folder, provider, selection.Entry.Settings, cancellationToken);
                recording.RecordNodes(inspection);
                logFollower.Follow(inspection, cancellationToken);
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
                // The holder may replace the files at this moment. An unreadable state is reported by observations. The
                // next attempt reads the journal even if it did not change.
                _journalVersion = default;
            }

            await Task.Delay(FolderInterval, selection.Environment.Clock, cancellationToken);
        }
    }

    private void FollowSteps()
    {
        FileVersion version = FileVersion.Get(new FileInfo(Path.Join(folder, DurableStore.JournalFileName)));
        if (version != _journalVersion)
        {
            _journalVersion = version;
            recording.RecordSteps(_steps.Read());
        }
    }

    private void FollowDecisions()
    {
        if (FindNewestDecisionFile() is not { } newest)
        {
            _hasPolledDecisions = true;
            return;
        }

        FileVersion version = FileVersion.Get(newest);
        if (version == _decisionsVersion)
        {
            return;
        }

        DecisionHistory history = DecisionHistory.Read(folder);
        foreach (DecisionRecord record in SelectNew(history.Records))
        {
            recording.RecordDecision(record, _hasPolledDecisions);
        }

        if (history.Records is [.., { } last] && (_lastDecision is null || last.Timestamp >= _lastDecision.Timestamp))
        {
            _lastDecision = last;
        }

        _hasPolledDecisions = true;
        _decisionsVersion = Report(history.Problems) ? version : default;
    }

    private FileInfo? FindNewestDecisionFile()
    {
        DirectoryInfo decisions = new(Path.Join(folder, DecisionHistory.FolderName));
        return decisions.Exists ? decisions.EnumerateFiles().MaxBy(file => file.Name, StringComparer.Ordinal) : null;
    }

    // The first poll shows the decision in force of each domain.
    private IEnumerable<DecisionRecord> SelectNew(ValueList<DecisionRecord> records)
    {
        if (!_hasPolledDecisions)
        {
            return records.GroupBy(record => record.Domain, StringComparer.Ordinal).Select(same => same.Last());
        }

        if (_lastDecision is not { } last)
        {
            return records;
        }

        int index = records.Count - 1;
        while (index >= 0 && !IsSame(records[index], last))
        {
            index--;
        }

        // The file of the last decision may have been deleted, or cannot be read at this moment.
        return index >= 0 ? records.Skip(index + 1) : records.Where(record => record.Timestamp > last.Timestamp);
    }

    private static bool IsSame(DecisionRecord first, DecisionRecord second) =>
        first.Timestamp == second.Timestamp
        && first.Cycle == second.Cycle
        && string.Equals(first.Domain, second.Domain, StringComparison.Ordinal);

    /// <summary>Records problems once. A line that is being written is incomplete for a moment, so a problem is recorded
    /// when the next poll finds it, too.</summary>
    /// <returns>True if all problems are recorded.</returns>
    private bool Report(ValueList<Problem> problems)
    {
        foreach (Problem problem in problems.Intersect(_decisionProblems).Where(problem => !_reportedProblems.Contains(problem)))
        {
            recording.RecordNote(TextEscaping.Escape($"decisions are not shown: {problem}"));
            _reportedProblems.Add(problem);
        }

        _decisionProblems = problems;
        return problems.All(_reportedProblems.Contains);
    }

    /// <summary>Distinguishes the contents of a file at two polls. The default value is that of a missing file.</summary>
    private readonly record struct FileVersion(DateTime WrittenAt, long Length)
    {
        public static FileVersion Get(FileInfo file) => file.Exists ? new FileVersion(file.LastWriteTimeUtc, file.Length) : default;
    }
}
