namespace Ssh.Tests;

/// <summary>A clock whose elapsed time the test advances. Timers are those of the system.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _elapsed, time.Ticks);
}
