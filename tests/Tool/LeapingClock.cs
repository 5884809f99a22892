namespace Tool.Tests;

/// <summary>The system's time, but a <see cref="Task.Delay(TimeSpan, TimeProvider)"/> ends at once, and the time is then what it waited for. Timeouts of calls pass by the system's time.</summary>
internal sealed class LeapingClock : TimeProvider
{
    private readonly long _started = System.GetTimestamp();
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private long _leaptTicks;

    /// <summary>Lets time pass.</summary>
    public void Leap(TimeSpan time) => Interlocked.Add(ref _leaptTicks, time.Ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed();

    public override long GetTimestamp() => Elapsed().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The state is the task that Task.Delay returns. That of Task.WaitAsync is a task with a result, that of a timeout a source of cancellation.
        if (dueTime <= TimeSpan.Zero || state is not Task || state.GetType().BaseType!.IsGenericType)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        Leap(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private TimeSpan Elapsed() => System.GetElapsedTime(_started) + TimeSpan.FromTicks(Interlocked.Read(ref _leaptTicks));
}
