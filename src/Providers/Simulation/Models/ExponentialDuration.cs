using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Durations between rare events that do not depend on each other.</summary>
internal sealed record ExponentialDuration : DurationModel
{
    internal ExponentialDuration(TimeSpan mean)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(mean, TimeSpan.Zero);
        Mean = mean;
    }

    /// <summary>Above 0.</summary>
    public TimeSpan Mean { get; }

    internal override string Words => $"{Mean} on average";

    /// <inheritdoc/>
    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = -Mean.Ticks * StableMath.Log(1 - random.NextDouble());
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}
