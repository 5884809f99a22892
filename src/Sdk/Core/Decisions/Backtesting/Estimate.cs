namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// A mean of drawn figures, and how far it can be trusted. In a tournament over several loads the loads are what is drawn: each counts once, with its mean over all
/// seeds, and the margin says how far another choice of such loads may be off; more seeds do not narrow it. With a single load the seeds are drawn, and the margin
/// says how far chance may be off under this load.
/// </summary>
/// <param name="Mean">The mean.</param>
/// <param name="Margin">Half the width of the interval that holds the true mean in 95 of 100 cases (Student); not a number for a single figure.</param>
public readonly record struct Estimate(double Mean, double Margin)
{
    // Student's t for 95 %, two-sided, by degrees of freedom from 1: any table, as in NIST/SEMATECH e-Handbook, 1.3.6.7.2.
    private static ReadOnlySpan<double> Quantiles =>
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Estimates from figures that were drawn one by one.</summary>
    /// <param name="figures">The figures, at least one.</param>
    public static Estimate Of(ReadOnlySpan<double> figures)
    {
        double mean = MeanOf(figures);
        double squares = 0;
        foreach (double figure in figures)
        {
            squares += (figure - mean) * (figure - mean);
        }

        int freedom = figures.Length - 1;
        return new Estimate(mean, QuantileOf(freedom) * Math.Sqrt(squares / freedom / figures.Length));
    }

    /// <summary>Estimates from runs of several loads, or of several seeds of one.</summary>
    /// <param name="seeds">How many of them each load has.</param>
    internal static Estimate Of(ReadOnlySpan<double> runs, int seeds)
    {
        if (runs.Length <= seeds)
        {
            return Of(runs);
        }

        double[] loads = new double[runs.Length / seeds];
        for (int load = 0; load < loads.Length; load++)
        {
            loads[load] = MeanOf(runs.Slice(load * seeds, seeds));
        }

        return Of(loads);
    }

    /// <summary>Student's t for 95 %; not a number without any degree of freedom.</summary>
    internal static double QuantileOf(int freedom) => freedom < 1 ? double.NaN : freedom <= Quantiles.Length ? Quantiles[freedom - 1] : 1.96 + (2.4 / freedom);

    /// <summary>The mean, and of equal figures that figure.</summary>
    internal static double MeanOf(ReadOnlySpan<double> figures)
    {
        CompensatedSum above = default;
        foreach (double figure in figures)
        {
            above.Add(figure - figures[0]);
        }

        return figures[0] + (above.Value / figures.Length);
    }

    /// <summary><c>12.3 ± 0.4</c>; of a single figure <c>12.3</c>.</summary>
    public override string ToString() => double.IsNaN(Margin)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Mean:0.##}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Mean:0.##} ± {Margin:0.##}");
}
