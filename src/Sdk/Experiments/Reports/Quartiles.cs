namespace Scalewright.Experiments.Reports;

/// <summary>The values that part sorted figures into four.</summary>
/// <param name="Least">The least.</param>
/// <param name="Lower">A quarter is below it.</param>
/// <param name="Median">Half is below it.</param>
/// <param name="Upper">A quarter is above it.</param>
/// <param name="Most">The most.</param>
internal readonly record struct Quartiles(double Least, double Lower, double Median, double Upper, double Most)
{
    /// <summary>Linear between neighbours (type 7 of Hyndman and Fan, 1996), as most programs have it.</summary>
    /// <param name="values">At least one figure, in any order.</param>
    public static Quartiles Of(double[] values)
    {
        Array.Sort(values);
        return new Quartiles(values[0], At(values, 0.25), At(values, 0.5), At(values, 0.75), values[^1]);
    }

    private static double At(double[] sorted, double part)
    {
        double place = (sorted.Length - 1) * part;
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
