using System.Numerics;

namespace Scalewright.Documents;

/// <summary>Exact decimal number, independent of its spelling: digits × 10^exponent. Zero has no digits.</summary>
/// <param name="IsNegative">True below zero.</param>
/// <param name="Digits">Significant digits, without zeros at the start and the end.</param>
/// <param name="Exponent">Power of ten of the last digit; 0 for zero.</param>
internal readonly record struct DecimalNumber(bool IsNegative, string Digits, BigInteger Exponent)
{
    // Enough for any integer type. A larger integer is out of range anyway.
    private const int MaxTrailingZeros = 64;

    // Numbers from 0.000001 to below 1e21 are written without an exponent, as JavaScript does.
    private const int MaxPlainDigits = 21;
    private const int MaxLeadingZeros = 5;

    /// <summary>Parses <c>+1500</c>, <c>007</c>, <c>.5</c>, <c>5.</c>, <c>1e3</c>; false for infinities.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DecimalNumber number)
    {
        bool isNegative = text is ['-', ..];
        ReadOnlySpan<char> rest = text is ['+' or '-', ..] ? text[1..] : text;
        int end = rest.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = end < 0 ? rest : rest[..end];
        int point = mantissa.IndexOf('.');
        string digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        BigInteger exponent = BigInteger.Zero;
        number = default;
        if (
            digits.Length == 0
            || digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            || (
                end >= 0
                && !BigInteger.TryParse(rest[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            )
        )
        {
            return false;
        }

        string significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length - (point < 0 ? 0 : mantissa.Length - point - 1);
        significant = significant.TrimStart('0');
        number = significant.Length == 0 ? new(false, "", BigInteger.Zero) : new(isNegative, significant, exponent);
        return true;
    }

    /// <summary>True for a number without a fraction.</summary>
    public bool IsInteger => Exponent.Sign >= 0;

    /// <summary>Returns the digits of an integer. Larger exponents than 64 are 64.</summary>
    public string ToInteger() =>
        Digits.Length == 0 ? "0" : $"{(IsNegative ? "-" : "")}{Digits}{new string('0', (int)BigInteger.Min(Exponent, MaxTrailingZeros))}";

    /// <summary>
    /// Returns the number with a point, as JSON, YAML 1.1, YAML 1.2 and Python read it: <c>0.5</c>, <c>1000.0</c>,
    /// <c>1.0e+300</c>.
    /// </summary>
    public override string ToString()
    {
        string sign = IsNegative ? "-" : "";
        BigInteger point = Digits.Length + Exponent;
        if (Digits.Length == 0)
        {
            return "0.0";
        }

        if (point > MaxPlainDigits || point < -MaxLeadingZeros)
        {
            string fraction = Digits.Length > 1 ? Digits[1..] : "0";
            string exponent = (point - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
            return $"{sign}{Digits[0]}.{fraction}e{exponent}";
        }

        int whole = (int)point;
        if (whole <= 0)
        {
            return $"{sign}0.{new string('0', -whole)}{Digits}";
        }

        return Digits.Length > whole ? $"{sign}{Digits[..whole]}.{Digits[whole..]}" : $"{sign}{Digits.PadRight(whole, '0')}.0";
    }
}
