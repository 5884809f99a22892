namespace Scalewright;

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
    public static string Format(double value) => value switch
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
        int decimals = Math.Min(
            min + MarginDigits - 1, value == 0 ? MaxDecimals : Math.Max(min, Digits - 1 - Magnitude(value)));
        return $"{Fixed(value, decimals)} ± {Fixed(margin, decimals)}";
    }

    /// <summary>Formats a tick label with up to four significant digits.</summary>
    internal static string FormatTick(double value)
    {
        string text = Format(value);
        return text.Contains('.', StringComparison.Ordinal) && !text.Contains('E', StringComparison.Ordinal)
            ? text.TrimEnd('0').TrimEnd('.')
            : text;
    }

    private static bool IsPlain(double value) => Math.Abs(value) is >= 1e-9 and < 1e15;

    private static int Magnitude(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)));

    private static string Fixed(double value, int decimals)
    {
        string text = value.ToString($"F{Math.Clamp(decimals, 0, MaxDecimals)}", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAnyInRange('1', '9') ? text : text.TrimStart('-');
    }

    private static string Scientific(double value) => value switch
    {
        double.NegativeInfinity => "-∞",
        double.PositiveInfinity => "∞",
        _ => value.ToString("0.###E0", CultureInfo.InvariantCulture),
    };
}
