namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>The time as programs of a controller have it, whichever process runs. Timers only while time passes: others would never fire.</summary>
internal sealed class ControllerClock(World world, Controller controller) : TimeProvider
{
    public override long TimestampFrequency => controller.MachineClock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => controller.MachineClock.LocalTimeZone;

    public override long GetTimestamp() => controller.MachineClock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => controller.MachineClock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        world.RequireRun("A timer of its clock");
        return controller.MachineClock.CreateTimer(callback, state, dueTime, period);
    }
}
