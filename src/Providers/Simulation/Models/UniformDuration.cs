namespace Scalewright.Providers.Simulation.Models;

internal sealed record UniformDuration : DurationModel
{
    internal UniformDuration(TimeSpan shortest, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        ArgumentOutOfRangeException.ThrowIfEqual(longest, TimeSpan.MaxValue);
        (Shortest, Longest) = (shortest, longest);
    }

    public TimeSpan Shortest { get; }

    /// <summary>Inclusive upper bound.</summary>
    public TimeSpan Longest { get; }

    internal override string Words => $"{Shortest} to {Longest}";

    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(random.NextInt64(Shortest.Ticks, Longest.Ticks + 1));
    }
}
