using System.Globalization;
using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Durations whose logarithm is normally distributed.</summary>
internal sealed record LogNormalDuration : DurationModel
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

    /// <summary>The same in each culture: chances of calls depend on the text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"LogNormalDuration {{ Median = {Median}, Sigma = {Sigma} }}");

    internal override string Words => string.Create(CultureInfo.InvariantCulture, $"about {Median} (sigma {Sigma})");

    /// <inheritdoc/>
    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = Median.Ticks * StableMath.Exp(Sigma * StableMath.NormalQuantile(random.NextDouble()));
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}
