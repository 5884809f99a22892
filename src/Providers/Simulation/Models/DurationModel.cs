namespace Scalewright.Providers.Simulation.Models;

/// <summary>Distribution of a duration. Immutable.</summary>
public abstract record DurationModel
{
    private protected DurationModel() { }

    /// <summary>Duration of zero.</summary>
    public static DurationModel Zero { get; } = new FixedDuration(TimeSpan.Zero);

    /// <summary>Returns a constant duration.</summary>
    /// <param name="duration">Duration, 0 or more.</param>
    public static DurationModel Fixed(TimeSpan duration) => new FixedDuration(duration);

    /// <summary>Returns a uniform distribution.</summary>
    /// <param name="min">Lower bound, 0 or more.</param>
    /// <param name="max">Inclusive upper bound, not below <paramref name="min"/>.</param>
    public static DurationModel Uniform(TimeSpan min, TimeSpan max) => new UniformDuration(min, max);

    /// <summary>Returns a truncated normal distribution.</summary>
    /// <param name="mean">Mean before truncation.</param>
    /// <param name="standardDeviation">Standard deviation before truncation, 0 or more.</param>
    /// <param name="min">Lower bound, 0 or more.</param>
    /// <param name="max">Upper bound, not below <paramref name="min"/>.</param>
    public static DurationModel Normal(TimeSpan mean, TimeSpan standardDeviation, TimeSpan min, TimeSpan max) =>
        new NormalDuration(mean, standardDeviation, min, max);

    /// <summary>Returns a log-normal distribution, which is typical of boot times.</summary>
    /// <param name="median">Median, above 0.</param>
    /// <param name="sigma">Standard deviation of the logarithm, 0 to 4. For 0.25, two thirds of the durations are
    /// within 25 % of the median.</param>
    public static DurationModel LogNormal(TimeSpan median, double sigma) => new LogNormalDuration(median, sigma);

    /// <summary>Returns an exponential distribution, for times between rare, independent events.</summary>
    /// <param name="mean">Mean, above 0.</param>
    public static DurationModel Exponential(TimeSpan mean) => new ExponentialDuration(mean);

    /// <summary>Returns an empirical distribution: each sample is equally likely.</summary>
    /// <param name="samples">One or more samples, each 0 or more.</param>
    public static DurationModel Empirical(params ReadOnlySpan<TimeSpan> samples) => new EmpiricalDuration(ValueList.Create(samples));

    /// <summary>Description, for example <c>00:00:01 to 00:00:05</c>.</summary>
    internal abstract string Description { get; }

    /// <summary>Returns a random duration.</summary>
    /// <param name="random">The random source.</param>
    /// <returns>Duration, 0 or more.</returns>
    public abstract TimeSpan Sample(StableRandom random);
}

internal sealed record ExponentialDuration : DurationModel
{
    internal ExponentialDuration(TimeSpan mean)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(mean, TimeSpan.Zero);
        Mean = mean;
    }

    public TimeSpan Mean { get; }

    internal override string Description => $"{Mean} on average";

    public override TimeSpan Sample(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = -Mean.Ticks * StableMath.Log(1 - random.NextDouble());
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}

internal sealed record EmpiricalDuration : DurationModel
{
    internal EmpiricalDuration(ValueList<TimeSpan> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count, nameof(samples));
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Min(), TimeSpan.Zero, nameof(samples));
        Samples = samples;
    }

    public ValueList<TimeSpan> Samples { get; }

    internal override string Description => Samples.Count == 1 ? $"{Samples[0]}" : $"{Samples.Min()} to {Samples.Max()}";

    public override TimeSpan Sample(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Samples[random.Next(Samples.Count)];
    }
}

internal sealed record LogNormalDuration : DurationModel
{
    private const double MaxSigma = 4;

    internal LogNormalDuration(TimeSpan median, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(median, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sigma is >= 0 and <= MaxSigma, true, nameof(sigma));
        (Median, Sigma) = (median, sigma);
    }

    public TimeSpan Median { get; }

    /// <summary>Standard deviation of the logarithm.</summary>
    public double Sigma { get; }

    /// <summary>Returns culture-invariant text, because it is part of the names of random streams.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"LogNormalDuration {{ Median = {Median}, Sigma = {Sigma} }}");

    internal override string Description => string.Create(CultureInfo.InvariantCulture, $"about {Median} (sigma {Sigma})");

    public override TimeSpan Sample(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = Median.Ticks * StableMath.Exp(Sigma * StableMath.NormalQuantile(random.NextDouble()));
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}

/// <summary>
/// Truncated normal distribution. A value outside the bounds is drawn again, up to 64 times.
/// </summary>
internal sealed record NormalDuration : DurationModel
{
    private const int MaxDraws = 64;

    internal NormalDuration(TimeSpan mean, TimeSpan standardDeviation, TimeSpan min, TimeSpan max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(standardDeviation, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        (Mean, StandardDeviation, Min, Max) = (mean, standardDeviation, min, max);
    }

    /// <summary>Mean before truncation.</summary>
    public TimeSpan Mean { get; }

    /// <summary>Standard deviation before truncation.</summary>
    public TimeSpan StandardDeviation { get; }

    public TimeSpan Min { get; }

    public TimeSpan Max { get; }

    internal override string Description => $"about {Mean} ({Min} to {Max})";

    public override TimeSpan Sample(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = 0;
        for (int draw = 0; draw < MaxDraws; draw++)
        {
            ticks = Mean.Ticks + (StandardDeviation.Ticks * StableMath.NormalQuantile(random.NextDouble()));
            if (ticks >= Min.Ticks && ticks <= Max.Ticks)
            {
                return new((long)ticks);
            }
        }

        // If the bounds are far from the mean, the nearer bound is the most likely value.
        return ticks < Min.Ticks ? Min : Max;
    }
}
