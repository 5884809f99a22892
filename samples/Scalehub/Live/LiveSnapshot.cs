using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Operators;

namespace ScalehubSample.Live;

/// <summary>Snapshot of a folder of experiments.</summary>
/// <param name="State">State of its operator.</param>
/// <param name="IsOperated">True if the operator is running.</param>
/// <param name="Run">The part of the current run that has been written; null if there is no current run.</param>
/// <param name="Left">Remaining time of the experiment at the observed pace; null if it is not known yet.</param>
internal sealed record LiveSnapshot(OperatorState State, bool IsOperated, RunHistory? Run, TimeSpan? Left)
{
    /// <summary>True if an experiment is in progress.</summary>
    public bool IsUnderWay => IsOperated && State.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing;

    /// <summary>Completed ratio of all runs of the experiment, 0 to 1.</summary>
    public double Share => State.TotalCount == 0 ? 0
        : Math.Clamp((State.CompletedCount + (State.DurationSeconds > 0 ? Math.Clamp(State.ElapsedSeconds / State.DurationSeconds, 0, 1) : 0)) / State.TotalCount, 0, 1);
}
