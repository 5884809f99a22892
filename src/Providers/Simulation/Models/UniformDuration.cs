namespace Scalewright.Providers.Simulation.Models;

internal sealed record UniformDuration : DurationModel
{
    internal UniformDuration(TimeSpan shortest, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        ArgumentOutOfRangeException.ThrowIfEqual(longest, TimeSpan.MaxValue);
        (Min, Max) = (shortest, longest);
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
