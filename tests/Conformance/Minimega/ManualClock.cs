namespace Conformance.Minimega;

internal sealed class ManualClock : TimeProvider
{
    // The day of the recordings.
    private DateTimeOffset _now = new(2026, 11, 20, 7, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan duration) => _now += duration;
}
