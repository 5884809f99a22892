namespace Scalewright.Providers.Simulation.Models;

/// <summary>Always the same duration.</summary>
internal sealed record FixedDuration : DurationModel
{
    internal FixedDuration(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        Duration = duration;
    }

    /// <summary>0 or more.</summary>
    public TimeSpan Duration { get; }

    internal override string Words => $"{Duration}";

    public override TimeSpan Draw(StableRandom random) => Duration;
}
