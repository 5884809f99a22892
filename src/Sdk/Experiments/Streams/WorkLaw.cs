using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>Random processing time of a record: constant, exponential or log-normal.</summary>
/// <param name="Mean">Mean in seconds, above 0.</param>
/// <param name="Variation">Coefficient of variation, at least 0; 0 for constant, 1 for exponential.</param>
internal readonly record struct WorkLaw(double Mean, double Variation)
{
    private readonly double _variance = Math.Log(1 + (Variation * Variation));

    /// <summary>Returns the next time in seconds.</summary>
    public double Sample(StableRandom random)
    {
        if (Variation == 0)
        {
            return Mean;
        }

        double first = -Math.Log(1 - random.NextDouble());
        if (Variation == 1)
        {
            return Mean * first;
        }

        double normal = Math.Sqrt(2 * first) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Mean * Math.Exp((normal * Math.Sqrt(_variance)) - (_variance / 2));
    }

    /// <summary>Returns a random count of a Poisson distribution with a mean of at least 0.</summary>
    public static long SampleCount(StableRandom random, double mean)
    {
        const double MaxCounted = 10_000;
        if (mean > MaxCounted)
        {
            // Such a count is normal but for a skewness of one part in a hundred.
            double length = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            double normal = length * Math.Cos(2 * Math.PI * random.NextDouble());
            return (long)Math.Round(mean + (Math.Sqrt(mean) * normal));
        }

        long count = -1;
        for (double sum = 0; sum <= mean; count++)
        {
            sum -= Math.Log(1 - random.NextDouble());
        }

        return count;
    }
}
