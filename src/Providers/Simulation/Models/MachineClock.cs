namespace Scalewright.Providers.Simulation.Models;

/// <summary>Clock of a machine. The wall clock may be wrong, timers may be late, and both may be paused.</summary>
/// <remarks>Timestamps are monotonic and follow virtual time except for <see cref="DriftPartsPerMillion"/>.</remarks>
internal sealed class MachineClock : TimeProvider
{
    private const long Million = 1_000_000;

    private readonly SimulationKernel _kernel;
    private readonly string? _name;
    private List<MachineTimer>? _held;
    private StableRandom? _random;
    private bool _isStopped;

    /// <param name="name">Name of the random stream for late timers; null for the stream of all faults.</param>
    public MachineClock(SimulationKernel kernel, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        (_kernel, _name) = (kernel, name);
    }

    /// <summary>Offset of the wall clock from virtual time. A change does not affect timers.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Drift rate in parts per million, above -1,000,000. Default 0.</summary>
    public int DriftPartsPerMillion
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, -Million);
            field = value;
        }
    }

    /// <summary>Delay of each timer. Default zero.</summary>
    public DurationModel TimerDelay { get; set; } = DurationModel.Zero;

    public bool IsFrozen { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Scale(_kernel.Now, Million + DriftPartsPerMillion, Million);

    /// <summary>Wall clock time of this machine, limited to the representable range.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        DateTimeOffset trueTime = _kernel.Clock.GetUtcNow();
        Int128 ticks = (Int128)trueTime.UtcTicks + (GetTimestamp() - _kernel.Now) + Offset.Ticks;
        return new((long)Int128.Clamp(ticks, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CreateTimer(callback, state, dueTime, period, isBackground: false);

    /// <summary>Pauses all timers, as in a stopped process or a suspended machine.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>Resumes the clock. Timers that became due during the pause fire now in order, each once.</summary>
    public void Thaw()
    {
        IsFrozen = false;
        MachineTimer[] held = [.. _held ?? []];
        _held = null;
        foreach (MachineTimer timer in held)
        {
            _kernel.Schedule(_kernel.Now, timer.Release);
        }
    }

    /// <summary>Stops all timers permanently.</summary>
    public void Stop()
    {
        _isStopped = true;
        _held = null;
    }

    internal MachineTimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, bool isBackground)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new MachineTimer(this, callback, state, dueTime, period, isBackground);
    }

    internal VirtualTimer CreateTrueTimer(TimerCallback callback, object? state, bool isBackground) =>
        new(_kernel, callback, state, isBackground);

    /// <summary>Returns the virtual time until a timer of this machine fires.</summary>
    internal TimeSpan ToVirtualTime(TimeSpan localTime)
    {
        long ticks = Scale(localTime.Ticks, Million, Million + DriftPartsPerMillion);
        return new TimeSpan(ticks) + (TimerDelay is FixedDuration fixedDuration ? fixedDuration.Duration : TimerDelay.Sample(Random()));
    }

    /// <summary>Returns true if a due timer may fire. A paused clock keeps it for later.</summary>
    internal bool Admits(MachineTimer timer)
    {
        if (IsFrozen && !_isStopped)
        {
            (_held ??= []).Add(timer);
        }

        return !IsFrozen && !_isStopped;
    }

    private StableRandom Random() =>
        _random ??= _name is null
            ? _kernel.RandomStreams[RandomStreams.Faults]
            : _kernel.RandomStreams.CreateStream($"{RandomStreams.Faults}/lateness/{_name}");

    private static long Scale(long ticks, long by, long per) =>
        by == per ? ticks : (long)Int128.Min((Int128)ticks * by / per, long.MaxValue);
}

internal sealed class MachineTimer : ITimer
{
    private readonly MachineClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly VirtualTimer _timer;
    private TimeSpan _period;
    private bool _isHeld;
    private bool _isDisposed;

    public MachineTimer(MachineClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, bool isBackground)
    {
        (_clock, _callback, _state) = (clock, callback, state);
        _timer = clock.CreateTrueTimer(static timer => ((MachineTimer)timer!).Occur(), this, isBackground);
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed)
        {
            return false;
        }

        _isHeld = false;
        _period = period;
        return _timer.Change(dueTime > TimeSpan.Zero ? _clock.ToVirtualTime(dueTime) : dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (!_timer.IsInReach)
        {
            return;
        }

        _isDisposed = true;
        _timer.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Fires the timer late, if it became due while the clock was paused.</summary>
    public void Release()
    {
        if (_isHeld && !_isDisposed)
        {
            Occur();
        }
    }

    private void Occur()
    {
        _isHeld = !_clock.Admits(this);
        if (_isHeld)
        {
            return;
        }

        if (_period > TimeSpan.Zero)
        {
            _timer.Change(_clock.ToVirtualTime(_period), Timeout.InfiniteTimeSpan);
        }

        _callback(_state);
    }
}
