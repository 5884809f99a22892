namespace Scalewright.Experiments.Loads;

/// <summary>A sinusoidal load that starts at its mean and rises.</summary>
/// <param name="Mean">Mean number of records per second, at least 0.</param>
/// <param name="Amplitude">Amplitude in records per second, 0 to <paramref name="Mean"/>.</param>
/// <param name="Period">Time between two peaks, above 0.</param>
[DocumentRecord(IsPart = true)]
public sealed record SineLoad(
    [property: DocumentField(Advice = "in records per second")] double Mean,
    [property: DocumentField(Advice = "in records per second")] double Amplitude,
    TimeSpan Period
) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) =>
        Math.Max(0, Mean + (Amplitude * Math.Sin(2 * Math.PI * (at / Period))));

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        // A product instead of the difference of two cosines keeps precision late in a long run.
        double half = Math.PI * ((until - from) / Period);
        double middle = Math.PI * ((from / Period) + (until / Period));
        return Math.Max(
            0,
            (Mean * (until - from).TotalSeconds) + (Amplitude * Period.TotalSeconds / Math.PI * Math.Sin(middle) * Math.Sin(half))
        );
    }

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        FieldChecks checks = new FieldChecks().Rate("mean", Mean).Rate("amplitude", Amplitude).Above0("period", Period);
        return (
            Amplitude > Mean
                ? checks.Add(ProblemCode.OutOfRange, "amplitude", "it is more than the mean", "use a number from 0 to the mean")
                : checks
        ).ToList();
    }
}
