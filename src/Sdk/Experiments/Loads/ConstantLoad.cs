namespace Scalewright.Experiments.Loads;

/// <summary>A constant load.</summary>
/// <param name="Rate">Records per second, at least 0.</param>
[DocumentRecord(IsPart = true)]
public sealed record ConstantLoad([property: DocumentField(Advice = "in records per second")] double Rate) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => Rate;

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default) =>
        RateAt(from, feedback) * (until - from).TotalSeconds;

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new FieldChecks().Rate("rate", Rate).ToList();
}
