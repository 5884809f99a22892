using System.Globalization;
using System.Text.RegularExpressions;

namespace Scalewright.Plugins.Options;

/// <summary>Whole numbers by the core schema of YAML 1.2: decimal, <c>0o17</c> or <c>0x1F</c>; a leading zero means nothing.</summary>
internal static partial class WholeNumber
{
    private const int RadixPrefixLength = 2;

    /// <summary>True when a text is a whole number of any size.</summary>
    public static bool IsWhole(string text) => Form().IsMatch(text);

    /// <summary>True for a decimal number with a zero that means nothing, as in <c>010</c>.</summary>
    public static bool HasLeadingZero(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan().TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
    }

    /// <summary>Reads a whole number; false when it is none or does not fit in 64 bits.</summary>
    public static bool TryParse(string text, out long value)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(RadixPrefixLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0;
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return TryParseOctal(text.AsSpan(RadixPrefixLength), out value);
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out long value)
    {
        const int BitsPerDigit = 3;
        value = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || value > long.MaxValue >> BitsPerDigit)
            {
                return false;
            }

            value = (value << BitsPerDigit) | (long)(digit - '0');
        }

        return digits.Length > 0;
    }

    [GeneratedRegex(@"\A(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
