namespace Scalewright.Experiments.Loads;

/// <summary>A load that grows or shrinks evenly, and stays where it ends.</summary>
/// <param name="From">Records a second at the beginning, 0 or more.</param>
/// <param name="To">Records a second at the end, 0 or more.</param>
/// <param name="Over">How long it takes, above 0.</param>
public sealed record RampLoad(double From, double To, TimeSpan Over) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => From + ((To - From) * Math.Clamp(at / Over, 0, 1));

    /// <summary>The mean of both ends, as far as it is even, and what comes after that.</summary>
    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        double even = Overlap(from, until, TimeSpan.Zero, Over);
        return (even * (RateAt(from) + RateAt(until)) / 2) + (((until - from).TotalSeconds - even) * To);
    }

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new FieldChecks().Rate("from", From).Rate("to", To).Above0("over", Over).ToList();
}
