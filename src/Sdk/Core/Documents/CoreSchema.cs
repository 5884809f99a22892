using System.Numerics;

namespace Scalewright.Documents;

/// <summary>The core schema. Source: YAML 1.2.2, section 10.3.2.</summary>
internal sealed class CoreSchema : ScalarSchema
{
    public static CoreSchema Instance { get; } = new();

    public override bool HasWideBreaks => false;

    public override ScalarValue Resolve(string text)
    {
        if (text.Length == 0)
        {
            return new ScalarValue(ScalarKind.Null, text);
        }

        return text[0] switch
        {
            '~' or 'n' or 'N' when text is "~" or "null" or "Null" or "NULL" => new ScalarValue(ScalarKind.Null, text),
            't' or 'T' or 'f' or 'F' when IsBoolean(text) => new ScalarValue(ScalarKind.Boolean, text),
            (>= '0' and <= '9') or '+' or '-' or '.' => ResolveNumber(text),
            _ => new ScalarValue(ScalarKind.Text, text),
        };
    }

    public static ScalarValue ResolveNumber(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        if (digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9'))
        {
            return new ScalarValue(ScalarKind.Integer, text);
        }

        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'o')
        {
            return ResolvePrefixed(text);
        }

        return new ScalarValue(IsNumber(digits, text) ? ScalarKind.Number : ScalarKind.Text, text);
    }

    private static bool IsBoolean(string text) => text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE";

    private static ScalarValue ResolvePrefixed(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan(2);
        bool isHex = text[1] == 'x';
        if (isHex ? digits.ContainsAnyExcept(HexDigits) : digits.ContainsAnyExceptInRange('0', '7'))
        {
            return new ScalarValue(ScalarKind.Text, text);
        }

        int radix = isHex ? 16 : 8;
        return new ScalarValue(ScalarKind.Integer, text.Length > MaxConvertLength ? text : ToDecimal(digits, radix));
    }

    internal static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    internal static string ToDecimal(ReadOnlySpan<char> digits, int radix)
    {
        BigInteger value = BigInteger.Zero;
        foreach (char digit in digits)
        {
            value = (value * radix) + (char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>True for <c>1.5</c>, <c>1.</c>, <c>.5</c>, <c>1e6</c>, <c>.inf</c>, <c>.nan</c>; no sign.</summary>
    private static bool IsNumber(ReadOnlySpan<char> unsigned, string text)
    {
        if (unsigned is ".inf" or ".Inf" or ".INF" || text is ".nan" or ".NaN" or ".NAN")
        {
            return true;
        }

        int whole = CountDigits(unsigned);
        ReadOnlySpan<char> rest = unsigned[whole..];
        int fraction = 0;
        if (rest.Length > 0 && rest[0] == '.')
        {
            fraction = CountDigits(rest[1..]);
            rest = rest[(fraction + 1)..];
        }

        return whole + fraction > 0 && (rest.IsEmpty || IsExponent(rest));
    }

    private static bool IsExponent(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('e' or 'E'))
        {
            return false;
        }

        ReadOnlySpan<char> digits = text[(text.Length > 1 && text[1] is '+' or '-' ? 2 : 1)..];
        return digits.Length > 0 && CountDigits(digits) == digits.Length;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
