namespace Scalewright.Experiments.Loads;

/// <summary>A constant load with one peak.</summary>
/// <param name="Base">Records per second before and after the peak, at least 0.</param>
/// <param name="Peak">Records per second during the peak, at least 0.</param>
/// <param name="At">Start of the peak, at least 0.</param>
/// <param name="Duration">Duration of the peak, above 0.</param>
[DocumentRecord(IsPart = true)]
public sealed record SpikeLoad(
    [property: DocumentField(Advice = "in records per second")] double Base,
    [property: DocumentField(Advice = "in records per second")] double Peak,
    [property: DocumentField(Advice = "the time from the start of the run, 0s or more")] TimeSpan At,
    TimeSpan Duration
) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => at >= At && at - At < Duration ? Peak : Base;

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        TimeSpan end = At < until && Duration < until - At ? At + Duration : until;
        double peak = Overlap(from, until, At, end);
        return (Peak * peak) + (Base * ((until - from).TotalSeconds - peak));
    }

    /// <inheritdoc/>
    public override ValueList<Problem> Check() =>
        new FieldChecks().Rate("base", Base).Rate("peak", Peak).AtLeast0("at", At).Above0("duration", Duration).ToList();
}
