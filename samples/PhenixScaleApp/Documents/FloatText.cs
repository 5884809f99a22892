using System.Globalization;
using System.Text;

namespace PhenixScaleApp.Documents;

/// <summary>Writes floating-point numbers as Python does: the shortest digits, an exponent outside of 1e-4 to 1e16.</summary>
internal static class FloatText
{
    private const int ExponentMin = -4;
    private const int ExponentMax = 16;

    /// <summary>The number's text: <c>2.5</c>, <c>1e+21</c>, <c>1000.0</c>, <c>NaN</c>, <c>Infinity</c>.</summary>
    public static string Format(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }

        string shortest = Math.Abs(number).ToString("E16", CultureInfo.InvariantCulture);
        string roundTrip = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        string digits = Digits(roundTrip);
        int exponent = number == 0 ? 0 : int.Parse(shortest[(shortest.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        string text = exponent is < ExponentMin or >= ExponentMax ? Scientific(digits, exponent) : Plain(digits, exponent);
        return double.IsNegative(number) ? $"-{text}" : text;
    }

    /// <summary>Significant digits without leading and trailing zeros; at least one.</summary>
    private static string Digits(string text)
    {
        int end = text.IndexOf('E', StringComparison.Ordinal);
        StringBuilder digits = new();
        foreach (char character in end < 0 ? text : text[..end])
        {
            if (char.IsAsciiDigit(character))
            {
                digits.Append(character);
            }
        }

        string trimmed = digits.ToString().Trim('0');
        return trimmed.Length == 0 ? "0" : trimmed;
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
