using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Operators;

namespace ScalehubSample.Live;

/// <summary>What can be seen of a folder of experiments at one moment.</summary>
/// <param name="State">What its operator does.</param>
/// <param name="IsOperated">Whether that operator lives.</param>
/// <param name="Run">The run that is under way, as far as it was written; null: none is.</param>
/// <param name="Left">How long the experiment goes on, if it goes on as it did since it is watched; null: nobody knows yet.</param>
internal sealed record LiveLook(OperatorState State, bool IsOperated, RunHistory? Run, TimeSpan? Left)
{
    /// <summary>Whether something is under way.</summary>
    public bool IsUnderWay => IsOperated && State.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing;

    /// <summary>How much of all runs of the experiment is done, from 0 to 1.</summary>
    public double Share => State.Count == 0 ? 0
        : Math.Clamp((State.Done + (State.DurationSeconds > 0 ? Math.Clamp(State.AtSeconds / State.DurationSeconds, 0, 1) : 0)) / State.Count, 0, 1);
}
