namespace Scalewright.Charts;

/// <summary>Formats measured values with the same number of significant digits everywhere.</summary>
internal static class MeasurementFormatter
{
    private const int Digits = 4;
    private const int MarginDigits = 2;
    private const int MaxDecimals = 12;

    /// <summary>
    /// Formats a value with four significant digits, but always with all integer digits: <c>6273</c>, <c>177.4</c>,
    /// <c>0.001000</c>. NaN is <c>–</c>.
    /// </summary>
    /// <param name="value">The value.</param>
    public static string Format(double value) =>
        value switch
        {
            double.NaN => "–",
            0 => "0",
            _ when IsPlain(value) => Fixed(value, Digits - 1 - Magnitude(value)),
            _ => Scientific(value),
        };

    /// <summary>
    /// Formats a value with its interval: <c>3712 ± 87</c>, <c>0.00108 ± 0.00012</c>, <c>1000.0 ± 0.3</c>. Shows four
    /// significant digits of the value, but at least one and at most two of the margin.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="margin">Half the width of the interval, in the same unit. If it is not finite, only the value is
    /// shown.</param>
    public static string Format(double value, double margin)
    {
        if (!double.IsFinite(margin) || !double.IsFinite(value))
        {
            return Format(value);
        }

        if (margin == 0 || !IsPlain(margin) || (value != 0 && !IsPlain(value)))
        {
            return $"{Format(value)} ± {Format(margin)}";
        }

        int min = -Magnitude(margin);
        int decimals = Math.Min(min + MarginDigits - 1, value == 0 ? MaxDecimals : Math.Max(min, Digits - 1 - Magnitude(value)));
        return $"{Fixed(value, decimals)} ± {Fixed(margin, decimals)}";
    }

    /// <summary>Formats a tick label with up to four significant digits.</summary>
    /// <param name="value">The value.</param>
    public static string FormatTick(double value)
    {
        string text = Format(value);
        return text.Contains('.', StringComparison.Ordinal) && !text.Contains('E', StringComparison.Ordinal)
            ? text.TrimEnd('0').TrimEnd('.')
            : text;
    }

    /// <summary>Formats a duration in the unit of its size: <c>880 µs</c>, <c>1.2 ms</c>, <c>5.7 ± 0.3 ms</c>,
    /// <c>2 min 40 s</c>. NaN is <c>–</c>.</summary>
    /// <param name="seconds">Duration in seconds.</param>
    /// <param name="margin">Half the width of the interval in seconds; 0 or NaN for none.</param>
    public static string FormatDuration(double seconds, double margin = double.NaN)
    {
        if (!double.IsFinite(seconds))
        {
            return Format(seconds);
        }

        if (Math.Round(seconds) >= 60)
        {
            (long minutes, long rest) = Math.DivRem((long)Math.Round(seconds), 60);
            string shown =
                rest == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{minutes:N0} min")
                    : string.Create(CultureInfo.InvariantCulture, $"{minutes:N0} min {rest} s");
            return margin > 0 ? $"{shown} ± {FormatDuration(margin)}" : shown;
        }

        // A value that is rounded up to 1,000 has the next unit. A value of 0 has that of its margin.
        (string unit, double scale) = (seconds == 0 && margin > 0 ? margin : seconds) switch
        {
            0 => ("s", 1),
            < 0.9995e-3 => ("µs", 1e6),
            < 0.9995 => ("ms", 1e3),
            _ => ("s", 1),
        };
        return $"{Interval(seconds * scale, margin * scale)} {unit}";
    }

    /// <summary>Formats a rate: <c>3,526/s</c>, <c>5,613 ± 18/s</c>. NaN is <c>–</c>.</summary>
    /// <param name="perSecond">Number per second.</param>
    /// <param name="margin">Half the width of the interval; 0 or NaN for none.</param>
    /// <param name="unit">Text after the number.</param>
    public static string Rate(double perSecond, double margin = double.NaN, string unit = "/s") =>
        double.IsFinite(perSecond) ? Interval(perSecond, margin) + unit : Format(perSecond);

    /// <summary>Rounds a value to three significant digits.</summary>
    /// <param name="value">The value.</param>
    public static double RoundToThree(double value)
    {
        double step = value == 0 || !double.IsFinite(value) ? 1 : Math.Pow(10, Magnitude(value) - 2);
        return Math.Round(value / step) * step;
    }

    /// <summary>Formats a ratio as a percentage, with a decimal below 10: <c>60 %</c>, <c>1.5 %</c>. NaN is
    /// <c>–</c>.</summary>
    /// <param name="ratio">The ratio.</param>
    public static string Ratio(double ratio) =>
        double.IsFinite(ratio)
            ? $"{(100 * ratio).ToString(Math.Abs(ratio) < 0.0995 ? "0.#" : "0", CultureInfo.InvariantCulture)} %"
            : Format(ratio);

    // The margin has one digit, at most two decimals, and is never rounded to 0.
    private static string Interval(double value, double margin)
    {
        if (!double.IsFinite(margin) || margin <= 0)
        {
            // 0.9997 is rounded up to 1.0, which has one decimal less.
            double rounded = value == 0 ? 0 : Math.Round(value, Math.Clamp(1 - Magnitude(value), 0, 3));
            int digits = Math.Abs(rounded) is < 10 and > 0 ? Math.Clamp(1 - Magnitude(rounded), 1, 3) : 0;
            return value.ToString(value == Math.Round(value) ? "N0" : $"N{digits}", CultureInfo.InvariantCulture);
        }

        int decimals = Math.Clamp(-Magnitude(margin), 0, Math.Abs(value) >= 1000 ? 0 : 2);
        double shown = Math.Max(margin, Math.Pow(10, -decimals));
        return $"{value.ToString($"N{decimals}", CultureInfo.InvariantCulture)} ± "
            + shown.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    private static bool IsPlain(double value) => Math.Abs(value) is >= 1e-9 and < 1e15;

    private static int Magnitude(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)));

    private static string Fixed(double value, int decimals)
    {
        string text = value.ToString($"F{Math.Clamp(decimals, 0, MaxDecimals)}", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAnyInRange('1', '9') ? text : text.TrimStart('-');
    }

    private static string Scientific(double value) =>
        value switch
        {
            double.NegativeInfinity => "-∞",
            double.PositiveInfinity => "∞",
            _ => value.ToString("0.###E0", CultureInfo.InvariantCulture),
        };
}
