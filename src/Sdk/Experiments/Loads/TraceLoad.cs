using Scalewright.Decisions.Backtesting;

namespace Scalewright.Experiments.Loads;

/// <summary>A recorded load. The last value applies after its end.</summary>
/// <param name="Trace">The load, in records per second.</param>
public sealed record TraceLoad(LoadTrace Trace) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) =>
        Trace.Values[(int)Math.Clamp(at / Trace.Step, 0, Trace.Values.Count - 1)];

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        double records = 0;
        for (TimeSpan begin = from; begin < until; )
        {
            long next = (begin.Ticks / Trace.Step.Ticks) + 1;
            TimeSpan end = next >= Trace.Values.Count ? until : new TimeSpan(Math.Min(until.Ticks, next * Trace.Step.Ticks));
            records += RateAt(begin) * (end - begin).TotalSeconds;
            begin = end;
        }

        return records;
    }

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => Trace.Check();
}
