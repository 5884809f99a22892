namespace Ssh.Tests;

/// <summary>Elapsed time is set by a test; timers are the system's.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _elapsed, time.Ticks);
}
