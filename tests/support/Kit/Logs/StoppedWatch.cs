namespace Tests.Shared;

/// <summary>
/// Operations take no time, so that log lines with durations are reproducible. Timers are those of the system.
/// </summary>
public sealed class StoppedWatch(TimeProvider dates) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => dates.GetUtcNow();

    public override long GetTimestamp() => 0;
}
