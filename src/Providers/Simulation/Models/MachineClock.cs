namespace Scalewright.Providers.Simulation.Models;

/// <summary>The time as one machine has it: its wall clock may be off, its timers late, and all of it may stand still for a while.</summary>
/// <remarks>Timestamps are monotonic and true to the simulation's time except for <see cref="DriftPartsPerMillion"/>.</remarks>
internal sealed class MachineClock : TimeProvider
{
    private const long Million = 1_000_000;

    private readonly SimulationKernel _kernel;
    private readonly string? _name;
    private List<MachineTimer>? _held;
    private StableRandom? _chance;
    private bool _isStopped;

    /// <summary>A clock that is right.</summary>
    /// <param name="name">Name of the stream that lateness is drawn from; null: that of all faults.</param>
    public MachineClock(SimulationKernel kernel, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        (_kernel, _name) = (kernel, name);
    }

    /// <summary>What the wall clock is ahead of the true time; negative: behind. A change is a jump; timers do not see it.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>How much faster the machine counts time, in millionths; above -1,000,000, default 0.</summary>
    public int DriftPartsPerMillion
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, -Million);
            field = value;
        }
    }

    /// <summary>How late timers fire, drawn for each; default not at all.</summary>
    public DurationModel Lateness { get; set; } = DurationModel.Zero;

    /// <summary>Whether it stands still.</summary>
    public bool IsFrozen { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Scale(_kernel.Now, Million + DriftPartsPerMillion, Million);

    /// <summary>The wall time of this machine, kept within what can be represented.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        DateTimeOffset truth = _kernel.Clock.GetUtcNow();
        Int128 ticks = (Int128)truth.UtcTicks + (GetTimestamp() - _kernel.Now) + Offset.Ticks;
        return new((long)Int128.Clamp(ticks, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CreateTimer(callback, state, dueTime, period, isBackground: false);

    /// <summary>Stops all timers of the machine where they are, as a stopped process or a suspended machine does.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>Goes on: what was due meanwhile fires now, in the order it was due, each timer once.</summary>
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

    /// <summary>The machine is gone: no timer of it fires any more.</summary>
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

    internal VirtualTimer CreateTrueTimer(TimerCallback callback, bool isBackground) => new(_kernel, callback, null, isBackground);

    /// <summary>True time until a timer of this machine fires.</summary>
    internal TimeSpan TrueTimeOf(TimeSpan localTime)
    {
        long ticks = Scale(localTime.Ticks, Million, Million + DriftPartsPerMillion);
        return new TimeSpan(ticks) + (Lateness is FixedDuration known ? known.Duration : Lateness.Draw(Chance()));
    }

    /// <summary>Whether a timer that is due may fire; keeps it for later when frozen.</summary>
    internal bool Admits(MachineTimer timer)
    {
        if (IsFrozen && !_isStopped)
        {
            (_held ??= []).Add(timer);
        }

        return !IsFrozen && !_isStopped;
    }

    private StableRandom Chance() =>
        _chance ??= _name is null ? _kernel.Chance[ChanceStreams.Faults] : _kernel.Chance.Draw($"{ChanceStreams.Faults}/lateness/{_name}");

    private static long Scale(long ticks, long by, long per) =>
        by == per ? ticks : (long)Int128.Min((Int128)ticks * by / per, long.MaxValue);
}

/// <summary>A timer of one machine, which may be late, held or dropped.</summary>
internal sealed class MachineTimer : ITimer
{
    private readonly MachineClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly VirtualTimer _truth;
    private TimeSpan _period;
    private bool _isHeld;
    private bool _isDisposed;

    public MachineTimer(MachineClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, bool isBackground)
    {
        (_clock, _callback, _state) = (clock, callback, state);
        _truth = clock.CreateTrueTimer(_ => Occur(), isBackground);
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
        return _truth.Change(dueTime > TimeSpan.Zero ? _clock.TrueTimeOf(dueTime) : dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (!_truth.IsInReach)
        {
            return;
        }

        _isDisposed = true;
        _truth.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Fires late, after its machine was frozen.</summary>
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
            _truth.Change(_clock.TrueTimeOf(_period), Timeout.InfiniteTimeSpan);
        }

        _callback(_state);
    }
}
