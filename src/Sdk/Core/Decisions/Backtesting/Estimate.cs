namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Mean of sampled figures with its confidence interval. In a tournament over several loads, the loads are the sample:
/// each counts once, with its mean over all seeds. The margin then describes the uncertainty over other loads, and more
/// seeds do not reduce it. With a single load, the seeds are the sample, and the margin describes the randomness under
/// this load.
/// </summary>
/// <param name="Mean">Mean of the figures.</param>
/// <param name="Margin">Half the width of the 95 % confidence interval (Student); NaN for a single figure.</param>
public readonly record struct Estimate(double Mean, double Margin)
{
    // Student's t for 95 %, two-sided, by degrees of freedom from 1. Source: any table, for example NIST/SEMATECH
    // e-Handbook, 1.3.6.7.2.
    private static ReadOnlySpan<double> Quantiles =>
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Creates an estimate from independent figures.</summary>
    /// <param name="samples">The figures, at least one.</param>
    public static Estimate FromSamples(ReadOnlySpan<double> samples)
    {
        double mean = ComputeMean(samples);
        double squares = 0;
        foreach (double figure in samples)
        {
            squares += (figure - mean) * (figure - mean);
        }

        int freedom = samples.Length - 1;
        return new Estimate(mean, GetQuantile(freedom) * Math.Sqrt(squares / freedom / samples.Length));
    }

    /// <summary>Creates an estimate from runs of several loads, or of several seeds of one load.</summary>
    /// <param name="seeds">Number of runs of each load.</param>
    internal static Estimate FromSamples(ReadOnlySpan<double> runs, int seeds)
    {
        if (runs.Length <= seeds)
        {
            return FromSamples(runs);
        }

        double[] loads = new double[runs.Length / seeds];
        for (int load = 0; load < loads.Length; load++)
        {
            loads[load] = ComputeMean(runs.Slice(load * seeds, seeds));
        }

        return FromSamples(loads);
    }

    /// <summary>Returns Student's t for 95 %; NaN without a degree of freedom.</summary>
    internal static double GetQuantile(int freedom) => freedom switch
    {
        < 1 => double.NaN,
        _ when freedom <= Quantiles.Length => Quantiles[freedom - 1],
        _ => 1.96 + (2.4 / freedom),
    };

    /// <summary>Returns the mean; exact for equal figures.</summary>
    internal static double ComputeMean(ReadOnlySpan<double> figures)
    {
        CompensatedSum above = default;
        foreach (double figure in figures)
        {
            above.Add(figure - figures[0]);
        }

        return figures[0] + (above.Value / figures.Length);
    }

    /// <summary>Formats the estimate, as in <c>12.3 ± 0.4</c>, or <c>12.3</c> for a single figure.</summary>
    public override string ToString() => double.IsNaN(Margin)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Mean:0.##}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Mean:0.##} ± {Margin:0.##}");
}
