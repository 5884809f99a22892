namespace Scalewright.Experiments.Reports;

internal static class StudentDistribution
{
    // Two-sided 95 %, by degrees of freedom from 1: NIST/SEMATECH e-Handbook, 1.3.6.7.2.
    private static ReadOnlySpan<double> Quantiles =>
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Returns the t-quantile of a 95 % interval; NaN for less than one degree of freedom.</summary>
    public static double Quantile95(double freedom)
    {
        if (!(freedom >= 1))
        {
            return double.NaN;
        }

        int below = (int)freedom;
        if (below >= Quantiles.Length)
        {
            // The first terms of the expansion around the normal distribution (Abramowitz and Stegun, 26.7.5).
            return 1.959964 + (2.372272 / freedom) + (2.822548 / (freedom * freedom));
        }

        return Quantiles[below - 1] + ((freedom - below) * (Quantiles[below] - Quantiles[below - 1]));
    }
}
