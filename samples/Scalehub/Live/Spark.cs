namespace ScalehubSample.Live;

/// <summary>Draws values over time as a row of small bars.</summary>
internal static class Spark
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws the latest values. Each bar is the mean of several values; the maximum is a full bar.</summary>
    /// <param name="values">The values; NaN leaves a gap.</param>
    /// <param name="width">Maximum number of bars.</param>
    public static string Of(ReadOnlySpan<double> values, int width)
    {
        int each = Math.Max(1, (values.Length + width - 1) / width);
        double[] means = new double[(values.Length + each - 1) / each];
        for (int bar = 0; bar < means.Length; bar++)
        {
            means[bar] = Mean(values[(bar * each)..Math.Min(values.Length, (bar + 1) * each)]);
        }

        double top = means.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return string.Concat(means.Select(mean => !double.IsFinite(mean) ? ' ' : top <= 0 ? Bars[0] : Bars[(int)Math.Clamp(Math.Ceiling(mean / top * Bars.Length) - 1, 0, Bars.Length - 1)]));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values)
        {
            (sum, count) = double.IsFinite(value) ? (sum + value, count + 1) : (sum, count);
        }

        return count > 0 ? sum / count : double.NaN;
    }
}
