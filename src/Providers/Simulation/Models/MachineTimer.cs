using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

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
