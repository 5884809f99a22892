namespace Tool.Tests;

/// <summary>System time in which <see cref="Task.Delay(TimeSpan, TimeProvider)"/> completes at once.</summary>
internal sealed class LeapingClock : TimeProvider
{
    private readonly long _started = System.GetTimestamp();
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private long _leaptTicks;

    public void Leap(TimeSpan time) => Interlocked.Add(ref _leaptTicks, time.Ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed();

    public override long GetTimestamp() => Elapsed().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The state of a timer is the returned task for Task.Delay, a task with a result for Task.WaitAsync, and a
        // cancellation token source for a timeout.
        if (dueTime <= TimeSpan.Zero || state is not Task || state.GetType().BaseType!.IsGenericType)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        Leap(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private TimeSpan Elapsed() => System.GetElapsedTime(_started) + TimeSpan.FromTicks(Interlocked.Read(ref _leaptTicks));
}
