namespace Conformance.Minimega;

/// <summary>A clock that goes as the transcript says.</summary>
internal sealed class ManualClock : TimeProvider
{
    // The day of the recordings.
    private DateTimeOffset _now = new(2026, 11, 20, 7, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan duration) => _now += duration;
}
