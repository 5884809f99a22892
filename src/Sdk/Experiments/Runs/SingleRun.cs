using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Runs;

/// <summary>Executes one run of a point, unless it is complete.</summary>
internal sealed class SingleRun(ExperimentFolder folder, RunServices? tools)
{
    public LiveMetrics? Metrics { get; init; }

    /// <returns>The outcome and its reason, also for a run that was already complete.</returns>
    public async Task<(RunOutcome Outcome, string Why)> RunAsync(
        Experiment experiment,
        int run,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        string point = experiment.PointName;
        if (ReadEarlier(point, run) is { } earlier)
        {
            return earlier;
        }

        ExperimentType type = ExperimentTypes.Find(experiment.Type, tools)
            ?? throw new ExperimentException(ExperimentTypes.Check(experiment), experiment.Name);
        using RunClaim claim = RunClaim.Take(folder, point, run);
        if (ReadEarlier(point, run) is { } concurrent)
        {
            return concurrent;
        }

        using HistoryWriter writer = folder.BeginRun(point, run);
        using LiveRun? live = Metrics?.AddRun(folder.Name, point, run, writer);
        RunResult result = await type.RunAsync(experiment, run, live ?? (IRunRecorder)writer, progress, cancellationToken);
        result = result.Located(folder.Locate);
        writer.End(result.Outcome, result.Reason);
        return result.Outcome != RunOutcome.Stopped
            ? (result.Outcome, result.Reason)
            : throw new OperationCanceledException(cancellationToken);
    }

    private (RunOutcome Outcome, string Why)? ReadEarlier(string point, int run)
    {
        if (!folder.IsRunCompleted(point, run))
        {
            return null;
        }

        RunOutcome before = HistoryTail.ReadOutcome(folder.GetRunPath(point, run));
        return (before, before == RunOutcome.Failed ? $"run {run} of {point} failed before" : "");
    }
}
