namespace Scalewright;

/// <summary>Measured figures as text, with the same number of significant digits everywhere.</summary>
internal static class FigureText
{
    private const int Digits = 4;
    private const int MarginDigits = 2;
    private const int MaxDecimals = 12;

    /// <summary>Formats a figure with four significant digits, and with all digits left of the point: <c>6273</c>, <c>177.4</c>, <c>0.001000</c>; <c>–</c> for what is not a number.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        return value == 0 ? "0" : IsPlain(value) ? Fixed(value, Digits - 1 - Magnitude(value)) : Scientific(value);
    }

    /// <summary>
    /// Formats a figure with its interval: with four significant digits, fewer where two digits of the margin end before, more where the margin would
    /// become 0. <c>3712 ± 87</c>, <c>0.00108 ± 0.00012</c>, <c>1000.0 ± 0.3</c>.
    /// </summary>
    /// <param name="margin">Half the width of its interval, in the same unit; not a number: unknown, the figure stands alone.</param>
    public static string Of(double value, double margin)
    {
        if (!double.IsFinite(margin) || !double.IsFinite(value))
        {
            return Of(value);
        }

        if (margin == 0 || !IsPlain(margin) || (value != 0 && !IsPlain(value)))
        {
            return $"{Of(value)} ± {Of(margin)}";
        }

        int least = -Magnitude(margin);
        int decimals = Math.Min(least + MarginDigits - 1, value == 0 ? MaxDecimals : Math.Max(least, Digits - 1 - Magnitude(value)));
        return $"{Fixed(value, decimals)} ± {Fixed(margin, decimals)}";
    }

    /// <summary>Formats the mark of an axis: as many digits as it needs, four significant ones at most.</summary>
    internal static string OfMark(double value)
    {
        string text = Of(value);
        return text.Contains('.', StringComparison.Ordinal) && !text.Contains('E', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static bool IsPlain(double value) => Math.Abs(value) is >= 1e-9 and < 1e15;

    private static int Magnitude(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)));

    private static string Fixed(double value, int decimals)
    {
        string text = value.ToString($"F{Math.Clamp(decimals, 0, MaxDecimals)}", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAnyInRange('1', '9') ? text : text.TrimStart('-');
    }

    private static string Scientific(double value) => double.IsInfinity(value) ? (value < 0 ? "-∞" : "∞") : value.ToString("0.###E0", CultureInfo.InvariantCulture);
}
