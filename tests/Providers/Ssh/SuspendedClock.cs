namespace Ssh.Tests;

/// <summary>The system's time, but a test can let time pass at once, as it does for a process that is not run for a while: each timer under way ends then.</summary>
internal sealed class SuspendedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _timers = [];
    private long _suspended;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _suspended);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waiting timer = new(System.CreateTimer(callback, state, dueTime, period), dueTime);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Suspend(TimeSpan time)
    {
        Waiting[] timers;
        lock (_gate)
        {
            timers = [.. _timers];
            _timers.Clear();
        }

        Interlocked.Add(ref _suspended, time.Ticks);
        foreach (Waiting timer in timers)
        {
            timer.End(time);
        }
    }

    private sealed class Waiting(ITimer timer, TimeSpan dueTime) : ITimer
    {
        private TimeSpan _dueTime = dueTime;

        public void End(TimeSpan passed)
        {
            if (_dueTime >= TimeSpan.Zero && _dueTime <= passed)
            {
                timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _dueTime = dueTime;
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            _dueTime = Timeout.InfiniteTimeSpan;
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _dueTime = Timeout.InfiniteTimeSpan;
            return timer.DisposeAsync();
        }
    }
}
