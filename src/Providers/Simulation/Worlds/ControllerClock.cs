namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>The time as programs of a controller have it, whichever process runs. Timers that fire once only while time passes: others would never fire. Periodic ones wait for the next run.</summary>
internal sealed class ControllerClock : TimeProvider, IBackgroundClock
{
    private readonly World _world;
    private readonly Controller _controller;
    private readonly bool _isBackground;

    public ControllerClock(World world, Controller controller)
        : this(world, controller, isBackground: false) => Background = new ControllerClock(world, controller, isBackground: true);

    private ControllerClock(World world, Controller controller, bool isBackground)
    {
        (_world, _controller, _isBackground) = (world, controller, isBackground);
        Background = this;
    }

    public TimeProvider Background { get; }

    public override long TimestampFrequency => _controller.MachineClock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _controller.MachineClock.LocalTimeZone;

    public override long GetTimestamp() => _controller.MachineClock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _controller.MachineClock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period > TimeSpan.Zero)
        {
            // Never refused: a PeriodicTimer whose timer throws is left half-made, and its finalizer ends the whole process.
            return _world.Kernel.StaysOnLoop() ? _controller.MachineClock.CreateTimer(callback, state, dueTime, period, _isBackground) : new StillTimer();
        }

        _world.RequireRun("A timer of its clock");
        return _controller.MachineClock.CreateTimer(callback, state, dueTime, period, _isBackground);
    }
}

/// <summary>A timer that never fires, given to those that must not have one and cannot be told so: off the loop of a run, or of a simulation that is spoiled.</summary>
internal sealed class StillTimer : ITimer
{
    /// <exception cref="OutsideSimulationException">Always.</exception>
    public bool Change(TimeSpan dueTime, TimeSpan period) => throw new OutsideSimulationException("A timer of its clock");

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
