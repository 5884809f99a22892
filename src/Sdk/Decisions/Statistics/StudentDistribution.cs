namespace Scalewright.Statistics;

/// <summary>Student's t distribution, for any number of degrees of freedom.</summary>
internal static class StudentDistribution
{
    private const double Precision = 1e-14;
    private const double MinExpanded = 100;

    /// <summary>Returns the quantile of a two-sided interval; NaN without a degree of freedom.</summary>
    /// <param name="outside">Probability outside of the interval, above 0. Default 0.05.</param>
    public static double GetQuantile(double freedom, double outside = 0.05)
    {
        if (!(freedom > 0))
        {
            return double.NaN;
        }

        // The tail is convex, so Newton's method approaches the quantile from below.
        double ratio = GetGammaRatio(freedom / 2) / Math.Sqrt(Math.PI);
        double quantile = 0;
        double step = double.PositiveInfinity;
        while (step > Precision * quantile)
        {
            double inside = freedom / (freedom + (quantile * quantile));
            double density = ratio / Math.Sqrt(freedom) * Math.Pow(inside, (freedom + 1) / 2);
            step = (GetTail(freedom, quantile, ratio) - outside) / (2 * density);
            quantile += step;
        }

        return quantile;
    }

    /// <summary>Returns the probability outside of an interval around 0; NaN without a degree of freedom.</summary>
    /// <param name="quantile">Half the width of the interval, 0 or more.</param>
    public static double GetTail(double freedom, double quantile) =>
        freedom > 0 ? GetTail(freedom, quantile, GetGammaRatio(freedom / 2) / Math.Sqrt(Math.PI)) : double.NaN;

    private static double GetTail(double freedom, double quantile, double ratio)
    {
        double square = quantile * quantile;
        (double inside, double rest) = (freedom / (freedom + square), square / (freedom + square));
        return inside < rest ? GetBeta(inside, rest, freedom / 2, 0.5, ratio) : 1 - GetBeta(rest, inside, 0.5, freedom / 2, ratio);
    }

    /// <summary>Returns the regularized incomplete beta function by its series: NIST DLMF, 8.17.8.</summary>
    /// <param name="rest">1 - <paramref name="x"/>.</param>
    /// <param name="scale">Reciprocal of the complete beta function.</param>
    private static double GetBeta(double x, double rest, double a, double b, double scale)
    {
        double term = scale * Math.Pow(x, a) * Math.Pow(rest, b) / a;
        double sum = 0;
        for (int index = 0; sum + term > sum; index++)
        {
            sum += term;
            term *= x * (a + b + index) / (a + 1 + index);
        }

        return sum;
    }

    /// <summary>Returns Γ(x + 1/2) / Γ(x) by recurrence and the expansion of NIST DLMF, 5.11.14.</summary>
    private static double GetGammaRatio(double x)
    {
        double factor = 1;
        for (; x < MinExpanded; x++)
        {
            factor *= x / (x + 0.5);
        }

        double center = x - 0.25;
        double square = center * center;
        return factor * Math.Sqrt(center) * (1 + (1 / (64 * square)) - (19 / (8192 * square * square)));
    }
}
