namespace Scalewright.Providers.Simulation.Models;

/// <summary>
/// Math functions with the same bits on every machine. They use only additions, multiplications, divisions and square
/// roots, which IEEE 754 rounds exactly. Functions of the system library may differ in the last bit, which would change
/// the trace.
/// </summary>
internal static class StableMath
{
    private const double Ln2 = 0.693147180559945309;
    private const int ExponentBias = 1023;
    private const int MantissaBits = 52;
    private const double TailBelow = 0.02425;

    // Peter Acklam's approximation of the inverse normal distribution; relative error below 1.15e-9.
    private static readonly double[] A =
    [
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.383577518672690e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00,
    ];

    private static readonly double[] B =
    [
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
        1,
    ];

    private static readonly double[] C =
    [
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00,
    ];

    private static readonly double[] D = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1];

    /// <summary>Returns the quantile of the standard normal distribution.</summary>
    /// <param name="share">Probability, 0 to 1; the ends are moved slightly inward.</param>
    public static double NormalQuantile(double share)
    {
        const double Least = 1e-16;
        double inside = Math.Clamp(share, Least, 1 - Least);
        if (inside < TailBelow)
        {
            double root = Math.Sqrt(-2 * Log(inside));
            return Polynomial(C, root) / Polynomial(D, root);
        }

        if (inside > 1 - TailBelow)
        {
            double root = Math.Sqrt(-2 * Log(1 - inside));
            return -Polynomial(C, root) / Polynomial(D, root);
        }

        double centre = inside - 0.5;
        double square = centre * centre;
        return Polynomial(A, square) * centre / Polynomial(B, square);
    }

    /// <summary>Returns e raised to a power between -700 and 700.</summary>
    public static double Exp(double power)
    {
        double halvings = Math.Round(power / Ln2);
        double rest = power - (halvings * Ln2);
        double sum = 1;
        for (int term = 18; term >= 1; term--)
        {
            sum = 1 + (rest * sum / term);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)halvings + ExponentBias) << MantissaBits);
    }

    /// <summary>Returns the natural logarithm of a normal number above 0.</summary>
    public static double Log(double number)
    {
        long bits = BitConverter.DoubleToInt64Bits(number);
        long exponent = (bits >> MantissaBits) - ExponentBias;
        double mantissa = BitConverter.Int64BitsToDouble((bits & ((1L << MantissaBits) - 1)) | ((long)ExponentBias << MantissaBits));

        // ln m = 2 artanh((m - 1) / (m + 1)), which converges fast for m from 1 to 2.
        double ratio = (mantissa - 1) / (mantissa + 1);
        double square = ratio * ratio;
        double sum = 0;
        for (int odd = 39; odd >= 1; odd -= 2)
        {
            sum = (1.0 / odd) + (square * sum);
        }

        return (2 * ratio * sum) + (exponent * Ln2);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double value = 0;
        foreach (double coefficient in coefficients)
        {
            value = (value * x) + coefficient;
        }

        return value;
    }
}
