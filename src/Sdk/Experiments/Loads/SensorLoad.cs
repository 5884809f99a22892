namespace Scalewright.Experiments.Loads;

/// <summary>Sensors with one record per interval each, from several senders, as in Scalehub.</summary>
/// <param name="Sensors">Number of sensors per sender, at least 1.</param>
/// <param name="Interval">Time between two records of a sensor, above 0.</param>
/// <param name="Replicas">Number of senders, at least 1. Default 1.</param>
[DocumentRecord(IsPart = true)]
public sealed record SensorLoad(int Sensors, TimeSpan Interval, int Replicas = 1) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => (double)Sensors * Replicas / Interval.TotalSeconds;

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default) =>
        RateAt(from, feedback) * (until - from).TotalSeconds;

    /// <inheritdoc/>
    public override ValueList<Problem> Check() =>
        new FieldChecks().AtLeast("sensors", Sensors, 1).Above0("interval", Interval).AtLeast("replicas", Replicas, 1).ToList();
}
