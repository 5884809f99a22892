namespace Scalewright.Experiments.Loads;

/// <summary>A load that rises and falls; it begins at its mean and rises.</summary>
/// <param name="Mean">Records a second on average, 0 or more.</param>
/// <param name="Swing">How far it goes from the mean, 0 to <paramref name="Mean"/>.</param>
/// <param name="Period">Time from one peak to the next, above 0.</param>
public sealed record SineLoad(double Mean, double Swing, TimeSpan Period) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => Math.Max(0, Mean + (Swing * Math.Sin(2 * Math.PI * (at / Period))));

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        FieldChecks checks = new FieldChecks().Rate("mean", Mean).Rate("swing", Swing).Above0("period", Period);
        return (Swing > Mean ? checks.Add(ProblemCode.OutOfRange, "swing", "it is more than the mean", "use a number from 0 to the mean") : checks).ToList();
    }
}
