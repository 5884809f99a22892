namespace Tests.Shared;

/// <summary>Time that passes a hundred times as fast as on the system clock.</summary>
public sealed class FastClock : TimeProvider
{
    private const int Speed = 100;

    private readonly long _started = System.GetTimestamp();
    private readonly DateTimeOffset _start = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _start + (System.GetElapsedTime(_started) * Speed);

    public override long GetTimestamp() => (System.GetTimestamp() - _started) * Speed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scaled(dueTime), Scaled(period));

    private static TimeSpan Scaled(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Speed;
}
