namespace Scalewright.Experiments.Loads;

/// <summary>Users who send a record, wait until it is done, think, and send the next: the slower the job, the fewer records come.</summary>
/// <param name="Users">How many, 1 or more.</param>
/// <param name="Think">How long each thinks on average, above 0.</param>
public sealed record ClosedLoad(int Users, TimeSpan Think) : LoadShape
{
    /// <summary>Those who do not wait for a turn send one record in a time of thinking and of being served.</summary>
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) =>
        Math.Max(0, Users - feedback.Waiting) / (Think.TotalSeconds + feedback.LatencySeconds);

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default) => RateAt(from, feedback) * (until - from).TotalSeconds;

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new FieldChecks().AtLeast("users", Users, 1).Above0("think", Think).ToList();
}
