using System.Globalization;

namespace VirtCluster.Compat;

/// <summary>Writes floating-point numbers as Python's <c>repr</c> does: the shortest digits, an exponent outside of 1e-4 to 1e16.</summary>
internal static class PythonFloat
{
    private const int ExponentMin = -4;
    private const int ExponentMax = 16;

    /// <summary>The number's text: <c>2.5</c>, <c>1e+21</c>, <c>1000.0</c>, <c>nan</c>, <c>inf</c>.</summary>
    public static string Format(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        string shortest = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        string digits = Digits(shortest);
        int exponent = digits == "0" ? 0 : ExponentOf(shortest);
        string text = exponent is < ExponentMin or >= ExponentMax ? Scientific(digits, exponent) : Plain(digits, exponent);
        return double.IsNegative(number) ? $"-{text}" : text;
    }

    private static string Digits(string roundTrip)
    {
        int end = roundTrip.IndexOf('E', StringComparison.Ordinal);
        string digits = (end < 0 ? roundTrip : roundTrip[..end]).Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        return digits.Length == 0 ? "0" : digits;
    }

    private static int ExponentOf(string roundTrip)
    {
        int end = roundTrip.IndexOf('E', StringComparison.Ordinal);
        if (end >= 0)
        {
            return int.Parse(roundTrip.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        int point = roundTrip.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? roundTrip.Length : point;
        return roundTrip[0] != '0'
            ? whole - 1
            : -(roundTrip.AsSpan(point + 1).IndexOfAnyExcept('0') + 1);
    }

    private static string Scientific(string digits, int exponent)
    {
        string fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return $"0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length > exponent + 1
            ? $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}"
            : $"{digits.PadRight(exponent + 1, '0')}.0";
    }
}
