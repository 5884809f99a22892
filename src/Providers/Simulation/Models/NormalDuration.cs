using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Normally distributed durations, those outside two bounds drawn again.</summary>
internal sealed record NormalDuration : DurationModel
{
    private const int DrawsMax = 64;

    internal NormalDuration(TimeSpan mean, TimeSpan deviation, TimeSpan shortest, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deviation, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        (Mean, Deviation, Shortest, Longest) = (mean, deviation, shortest, longest);
    }

    /// <summary>Of the uncut distribution.</summary>
    public TimeSpan Mean { get; }

    /// <summary>Of the uncut distribution.</summary>
    public TimeSpan Deviation { get; }

    /// <summary>0 or more.</summary>
    public TimeSpan Shortest { get; }

    /// <summary>Not below <see cref="Shortest"/>.</summary>
    public TimeSpan Longest { get; }

    internal override string Words => $"about {Mean} ({Shortest} to {Longest})";

    /// <inheritdoc/>
    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = 0;
        for (int draw = 0; draw < DrawsMax; draw++)
        {
            ticks = Mean.Ticks + (Deviation.Ticks * StableMath.NormalQuantile(random.NextDouble()));
            if (ticks >= Shortest.Ticks && ticks <= Longest.Ticks)
            {
                return new((long)ticks);
            }
        }

        // Bounds far out in a tail: the nearer one is the likeliest.
        return ticks < Shortest.Ticks ? Shortest : Longest;
    }
}
