using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Runs;

/// <summary>Does one run of a point, unless it is done.</summary>
/// <param name="tools">What this program has for runs; null: nothing.</param>
internal sealed class SingleRun(ExperimentFolder folder, RunTools? tools)
{
    /// <summary>Shows what is measured while it goes on; default nobody sees it.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>Does it.</summary>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="progress">Hears how far it is; null: nobody.</param>
    /// <returns>How it ended, now or before, and why.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ExperimentException">There is no such type of experiment here.</exception>
    public async Task<(RunOutcome Outcome, string Why)> DoAsync(Experiment experiment, int run, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        string point = experiment.PointName;
        if (folder.IsDone(point, run))
        {
            RunOutcome before = HistoryTail.OutcomeOf(folder.FileOf(point, run));
            return (before, before == RunOutcome.Failed ? $"run {run} of {point} failed before" : "");
        }

        ExperimentType type = ExperimentTypes.Find(experiment.Type, tools) ?? throw new ExperimentException(ExperimentTypes.Check(experiment), experiment.Name);
        using HistoryWriter writer = folder.Begin(point, run);
        using LiveRun? live = Metrics?.Watch(folder.Name, point, run, writer);
        RunResult result = await type.RunAsync(experiment, run, live ?? (IRunRecorder)writer, progress, cancellationToken);
        result = result.Located(folder.Locate);
        writer.End(result.Outcome, result.Why);
        return result.Outcome != RunOutcome.Stopped ? (result.Outcome, result.Why) : throw new OperationCanceledException(cancellationToken);
    }
}
