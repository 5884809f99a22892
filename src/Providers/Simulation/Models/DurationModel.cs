namespace Scalewright.Providers.Simulation.Models;

/// <summary>How long something takes: a distribution to draw from. A value.</summary>
public abstract record DurationModel
{
    private protected DurationModel()
    {
    }

    /// <summary>No time at all.</summary>
    public static DurationModel Zero { get; } = new FixedDuration(TimeSpan.Zero);

    /// <summary>Always the same.</summary>
    /// <param name="duration">0 or more.</param>
    public static DurationModel Fixed(TimeSpan duration) => new FixedDuration(duration);

    /// <summary>Equally likely between two bounds.</summary>
    /// <param name="shortest">0 or more.</param>
    /// <param name="longest">Not below <paramref name="shortest"/>; may come itself.</param>
    public static DurationModel Uniform(TimeSpan shortest, TimeSpan longest) => new UniformDuration(shortest, longest);

    /// <summary>Normal, cut at two bounds.</summary>
    /// <param name="mean">Of the uncut distribution.</param>
    /// <param name="deviation">Standard deviation of the uncut distribution, 0 or more.</param>
    /// <param name="shortest">0 or more.</param>
    /// <param name="longest">Not below <paramref name="shortest"/>.</param>
    public static DurationModel Normal(TimeSpan mean, TimeSpan deviation, TimeSpan shortest, TimeSpan longest) =>
        new NormalDuration(mean, deviation, shortest, longest);

    /// <summary>Log-normal, as boot times tend to be: half of the draws are below the median.</summary>
    /// <param name="median">Above 0.</param>
    /// <param name="sigma">Standard deviation of the logarithm, 0 to 4; 0.25 spreads two thirds within a quarter of the median.</param>
    public static DurationModel LogNormal(TimeSpan median, double sigma) => new LogNormalDuration(median, sigma);

    /// <summary>Times between rare events that do not depend on each other, such as failures.</summary>
    /// <param name="mean">Above 0.</param>
    public static DurationModel Exponential(TimeSpan mean) => new ExponentialDuration(mean);

    /// <summary>As measured: each sample equally likely.</summary>
    /// <param name="samples">One or more, each 0 or more.</param>
    public static DurationModel Empirical(params ReadOnlySpan<TimeSpan> samples) => new EmpiricalDuration(ValueList.Create(samples));

    /// <summary>How long, as in <c>00:00:01 to 00:00:05</c>.</summary>
    internal abstract string Words { get; }

    /// <summary>One duration.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>0 or more.</returns>
    public abstract TimeSpan Draw(StableRandom random);
}

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

    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = -Mean.Ticks * StableMath.Log(1 - random.NextDouble());
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}

/// <summary>Measured durations, each equally likely.</summary>
internal sealed record EmpiricalDuration : DurationModel
{
    internal EmpiricalDuration(ValueList<TimeSpan> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count, nameof(samples));
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Min(), TimeSpan.Zero, nameof(samples));
        Samples = samples;
    }

    /// <summary>One or more.</summary>
    public ValueList<TimeSpan> Samples { get; }

    internal override string Words => Samples.Count == 1 ? $"{Samples[0]}" : $"{Samples.Min()} to {Samples.Max()}";

    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Samples[random.Next(Samples.Count)];
    }
}

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

    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double ticks = Median.Ticks * StableMath.Exp(Sigma * StableMath.NormalQuantile(random.NextDouble()));
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}

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
