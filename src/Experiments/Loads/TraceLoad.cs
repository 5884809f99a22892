using Scalewright.Decisions.Backtesting;

namespace Scalewright.Experiments.Loads;

/// <summary>A recorded load; its last value stays.</summary>
/// <param name="Trace">The load, in records a second.</param>
public sealed record TraceLoad(LoadTrace Trace) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => Trace.Values[(int)Math.Clamp(at / Trace.Step, 0, Trace.Values.Count - 1)];

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => Trace.Check();
}
