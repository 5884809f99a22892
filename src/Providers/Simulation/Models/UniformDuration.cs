namespace Scalewright.Providers.Simulation.Models;

internal sealed record UniformDuration : DurationModel
{
    internal UniformDuration(TimeSpan min, TimeSpan max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        ArgumentOutOfRangeException.ThrowIfEqual(max, TimeSpan.MaxValue);
        (Min, Max) = (min, max);
    }

    public TimeSpan Min { get; }

    /// <summary>Inclusive upper bound.</summary>
    public TimeSpan Max { get; }

    internal override string Description => $"{Min} to {Max}";

    public override TimeSpan Sample(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(random.NextInt64(Min.Ticks, Max.Ticks + 1));
    }
}
