namespace Sdk.Tests.Logs;

/// <summary>A clock that a test advances and that counts the waits for it.</summary>
internal sealed class LogClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<LogTimer> _set = [];
    private TimeSpan _elapsed;
    private int _waits;

    public int Waits
    {
        get
        {
            lock (_gate)
            {
                return _waits;
            }
        }
    }

    public bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                return _set.Any(timer => timer.IsChanged);
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + new TimeSpan(GetTimestamp());

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        LogTimer timer = new(this, () => callback(state));
        Set(timer, dueTime);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        LogTimer[] due;
        lock (_gate)
        {
            _elapsed += time;
            due = [.. _set.Where(timer => timer.Due <= _elapsed).OrderBy(timer => timer.Due)];
            _set.ExceptWith(due);
        }

        foreach (LogTimer timer in due)
        {
            timer.Strike();
        }
    }

    private void Set(LogTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _set.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = _elapsed + dueTime;
                _set.Add(timer);
            }
        }
    }

    private sealed class LogTimer(LogClock clock, Action strike) : ITimer
    {
        public TimeSpan Due { get; set; }

        public bool IsChanged { get; private set; }

        public void Strike() => strike();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsChanged = true;
            clock.Set(this, dueTime);
            lock (clock._gate)
            {
                clock._waits += dueTime == Timeout.InfiniteTimeSpan ? 0 : 1;
            }

            return true;
        }

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
