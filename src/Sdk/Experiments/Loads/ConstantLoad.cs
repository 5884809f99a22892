namespace Scalewright.Experiments.Loads;

/// <summary>The same load all the time.</summary>
/// <param name="Rate">Records a second, 0 or more.</param>
public sealed record ConstantLoad(double Rate) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => Rate;

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default) => RateAt(from, feedback) * (until - from).TotalSeconds;

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new FieldChecks().Rate("rate", Rate).ToList();
}
