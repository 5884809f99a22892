namespace Tests.Shared;

/// <summary>A clock by which nothing takes any time, so that lines with durations are the same each time; dates are those of another one, pauses those of the system.</summary>
public sealed class StoppedWatch(TimeProvider dates) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => dates.GetUtcNow();

    public override long GetTimestamp() => 0;
}
