using Scalewright.Providers.Simulation.Kernel;

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
