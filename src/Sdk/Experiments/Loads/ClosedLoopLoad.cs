namespace Scalewright.Experiments.Loads;

/// <summary>Closed loop: users send, wait for the result and think. A slower job receives fewer records.</summary>
/// <param name="Users">Number of users, at least 1.</param>
/// <param name="ThinkTime">Mean think time of a user, above 0.</param>
[DocumentRecord(IsPart = true)]
public sealed record ClosedLoopLoad(int Users, TimeSpan ThinkTime) : LoadShape
{
    /// <summary>Users that are not queued send one record per think time plus service time.</summary>
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default) =>
        Math.Max(0, Users - feedback.Lag) / (ThinkTime.TotalSeconds + feedback.LatencySeconds);

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default) =>
        RateAt(from, feedback) * (until - from).TotalSeconds;

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new FieldChecks().AtLeast("users", Users, 1).Above0("think_time", ThinkTime).ToList();
}
