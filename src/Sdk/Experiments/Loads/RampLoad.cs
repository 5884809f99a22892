namespace Scalewright.Experiments.Loads;

/// <summary>A load that changes linearly and then stays at the final rate.</summary>
/// <param name="From">Records per second at the start, at least 0.</param>
/// <param name="To">Records per second at the end, at least 0.</param>
/// <param name="Duration">Duration of the change, above 0.</param>
[DocumentRecord(IsPart = true)]
public sealed record RampLoad(
    [property: DocumentField(Advice = "in records per second")] double From,
    [property: DocumentField(Advice = "in records per second")] double To,
    TimeSpan Duration
) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => From + ((To - From) * Math.Clamp(at / Duration, 0, 1));

    /// <summary>Mean rate of the ramp plus the constant part after it.</summary>
    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        double even = Overlap(from, until, TimeSpan.Zero, Duration);
        return (even * (RateAt(from) + RateAt(until)) / 2) + (((until - from).TotalSeconds - even) * To);
    }

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new FieldChecks().Rate("from", From).Rate("to", To).Above0("duration", Duration).ToList();
}
