using System.Numerics;

namespace Scalewright.Experiments;

/// <summary>Parses integers like Python's <c>int()</c>: blanks, a sign, leading zeros, single underscores.</summary>
internal static class PythonInteger
{
    private const int MaxDigits = 4300;

    public static bool TryParse(string text, out BigInteger value)
    {
        value = default;
        ReadOnlySpan<char> digits = text.AsSpan().Trim();
        bool isSigned = digits.Length > 0 && digits[0] is '+' or '-';
        bool isNegative = isSigned && digits[0] == '-';
        digits = isSigned ? digits[1..] : digits;
        if (digits.Length is 0 or > MaxDigits || digits[0] == '_' || digits[^1] == '_' || digits.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char character in digits)
        {
            if (character == '_')
            {
                continue;
            }

            int digit = CharUnicodeInfo.GetDecimalDigitValue(character);
            if (digit < 0)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        value = isNegative ? -value : value;
        return true;
    }
}
