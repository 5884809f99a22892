namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Virtual time as a <see cref="TimeProvider"/>. Code that uses time providers runs unmodified.</summary>
/// <remarks>Timestamps count ticks of 100 ns since the start. The local time zone is UTC.</remarks>
public sealed class VirtualClock : TimeProvider
{
    private readonly SimulationKernel _kernel;
    private readonly DateTimeOffset _epoch;

    internal VirtualClock(SimulationKernel kernel, DateTimeOffset epoch) => (_kernel, _epoch) = (kernel, epoch.ToUniversalTime());

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => _kernel.Now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _epoch + _kernel.Elapsed;

    /// <summary>Creates a timer whose callback runs on the simulation's loop.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VirtualTimer timer = new(_kernel, callback, state);
        timer.Set(dueTime, period);
        return timer;
    }
}
