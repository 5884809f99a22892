using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Durations whose logarithm is normally distributed.</summary>
public sealed record LogNormalDuration : DurationModel
{
    private const double SigmaMax = 4;

    internal LogNormalDuration(TimeSpan median, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(median, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sigma is >= 0 and <= SigmaMax, true, nameof(sigma));
        (Median, Sigma) = (median, sigma);
    }

    /// <summary>Half of the draws are below it.</summary>
    public TimeSpan Median { get; }

    /// <summary>Standard deviation of the logarithm.</summary>
    public double Sigma { get; }

    /// <inheritdoc/>
    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = Median.Ticks * StableMath.Exp(Sigma * StableMath.NormalQuantile(random.NextDouble()));
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}
