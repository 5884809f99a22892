using System.Globalization;

namespace Scalewright.Charts;

/// <summary>Where an axis has its marks and what they say.</summary>
internal readonly record struct ChartAxis(double Step, double End)
{
    private const double Minute = 60;
    private const double Hour = 3600;
    private const double Day = 86_400;

    private static readonly double[] TimeSteps =
    [
        1, 2, 5, 10, 15, 30, Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour,
        Day, 2 * Day, 7 * Day, 14 * Day, 28 * Day, 91 * Day, 182 * Day, 364 * Day,
    ];

    /// <summary>Marks from zero to a value, 1, 2 or 5 times a power of ten apart.</summary>
    /// <param name="most">The largest value, 0 or more.</param>
    /// <param name="countMax">How many marks at most.</param>
    public static ChartAxis OfValues(double most, int countMax)
    {
        double least = Math.Max(most, 1) / countMax;
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double step = new[] { 1.0, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= least * 0.999999);
        return new(step, Math.Max(1, Math.Ceiling(most / step)) * step);
    }

    /// <summary>Marks from zero to an instant, at round pieces of time.</summary>
    /// <param name="end">The end, in seconds, 0 or more.</param>
    /// <param name="countMax">How many marks at most.</param>
    public static ChartAxis OfTime(double end, int countMax)
    {
        double least = end / countMax;
        double step = TimeSteps.FirstOrDefault(step => step >= least);
        return new(step > 0 ? step : Math.Ceiling(least / TimeSteps[^1]) * TimeSteps[^1], Math.Max(end, 1));
    }

    /// <summary>The marks.</summary>
    public IEnumerable<double> Marks()
    {
        (double step, int last) = (Step, (int)Math.Floor((End / Step) + 1e-9));
        return Enumerable.Range(0, last + 1).Select(index => index * step);
    }

    /// <summary><c>250</c>, <c>1.5k</c>, <c>20M</c>.</summary>
    public static string TextOf(double value) => value switch
    {
        >= 1e15 => value.ToString("0.##E0", CultureInfo.InvariantCulture),
        >= 1e9 => Number(value / 1e9, "G"),
        >= 1e6 => Number(value / 1e6, "M"),
        >= 10_000 => Number(value / 1000, "k"),
        _ => Number(value, ""),
    };

    /// <summary><c>0</c>, <c>40 s</c>, <c>1 h 30 min</c>, <c>2 d 12 h</c>.</summary>
    /// <param name="seconds">Whole seconds.</param>
    public static string TimeTextOf(double seconds)
    {
        if (seconds <= 0)
        {
            return "0";
        }

        (double, string)[] parts = [(Math.Floor(seconds / Day), "d"), (Math.Floor(seconds % Day / Hour), "h"), (Math.Floor(seconds % Hour / Minute), "min"), (seconds % Minute, "s")];
        return string.Join(' ', parts.Where(part => part.Item1 > 0).Select(part => Number(part.Item1, " " + part.Item2)));
    }

    private static string Number(double value, string unit) => value.ToString("0.###", CultureInfo.InvariantCulture) + unit;
}
