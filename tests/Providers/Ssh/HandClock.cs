namespace Ssh.Tests;

/// <summary>What has passed is what a test says; who waits, waits as long as ever.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _elapsed, time.Ticks);
}
