namespace Scalewright.Programs;

/// <summary>Formats floating-point numbers like Python: shortest digits, exponent outside 1e-4 to 1e16.</summary>
public static class FloatText
{
    private const int MinExponent = -4;
    private const int MaxExponent = 16;

    /// <summary>Returns the text: <c>2.5</c>, <c>1e+21</c>, <c>1000.0</c>, <c>NaN</c>, <c>Infinity</c>.</summary>
    public static string Format(double number)
    {
        if (!double.IsFinite(number))
        {
            return number switch
            {
                > 0 => "Infinity",
                < 0 => "-Infinity",
                _ => "NaN",
            };
        }

        (string digits, int exponent) = Split(Math.Abs(number).ToString("R", CultureInfo.InvariantCulture));
        string text = exponent is < MinExponent or >= MaxExponent ? Scientific(digits, exponent) : Plain(digits, exponent);
        return double.IsNegative(number) ? $"-{text}" : text;
    }

    /// <summary>Splits round-trip text into its significant digits and the power of ten of the first.</summary>
    /// <remarks>Returns at least one digit. Both results must come from the same text: formatted with more digits, 1e23
    /// is 9.999999999999999E+022, which has another exponent.</remarks>
    private static (string Digits, int Exponent) Split(string roundTrip)
    {
        int end = roundTrip.IndexOf('E', StringComparison.Ordinal);
        int power = end < 0 ? 0 : int.Parse(roundTrip.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = end < 0 ? roundTrip : roundTrip[..end];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? mantissa.Length : point;
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        return digits.Length == 0 ? ("0", 0) : (digits.TrimEnd('0'), power + whole - 1 - (all.Length - digits.Length));
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
