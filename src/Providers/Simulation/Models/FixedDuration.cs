namespace Scalewright.Providers.Simulation.Models;

internal sealed record FixedDuration : DurationModel
{
    internal FixedDuration(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        Duration = duration;
    }

    public TimeSpan Duration { get; }

    internal override string Description => $"{Duration}";

    public override TimeSpan Sample(StableRandom random) => Duration;
}
