using System.Numerics;
using System.Text.RegularExpressions;

namespace Scalewright.Documents;

/// <summary>Plain scalars of go-yaml 2, with which Kubernetes reads YAML. Source: resolve.go of go-yaml 2.4.</summary>
internal sealed partial class GoYamlSchema : ScalarSchema
{
    private const int Hexadecimal = 16;
    private const int Octal = 8;
    private const int Binary = 2;

    public static GoYamlSchema Instance { get; } = new();

    public override bool HasWideBreaks => true;

    public override bool IsLenient => true;

    public override bool IsReal(in ScalarValue value) => Yaml11Schema.Instance.IsReal(value);

    // Without its tag, a timestamp is text.
    public override ScalarValue ResolveAs(ScalarKind kind, string text) =>
        kind == ScalarKind.Timestamp ? Yaml11Schema.Instance.Resolve(text) : Resolve(text);

    public override ScalarValue Resolve(string text) =>
        text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => new(ScalarKind.Null, text),
            "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => new(ScalarKind.Boolean, "true"),
            "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => new(
                ScalarKind.Boolean,
                "false"
            ),
            [(>= '0' and <= '9') or '+' or '-' or '.', ..] => ResolveNumber(text),
            _ => new(ScalarKind.Text, text),
        };

    private static ScalarValue ResolveNumber(string text)
    {
        if (NotFinite().IsMatch(text))
        {
            return new ScalarValue(ScalarKind.Number, text);
        }

        string plain = text.Replace("_", "", StringComparison.Ordinal);
        if (ToInteger(plain) is { } integer)
        {
            return new ScalarValue(ScalarKind.Integer, integer);
        }

        bool isNumber =
            (text[0] == '.' ? PointFloat().IsMatch(text) : Float().IsMatch(plain))
            && double.IsFinite(double.Parse(plain, CultureInfo.InvariantCulture));
        return isNumber ? new ScalarValue(ScalarKind.Number, plain) : new ScalarValue(ScalarKind.Text, text);
    }

    /// <summary>Returns an integer of 64 bits as decimal digits; null for other texts.</summary>
    private static string? ToInteger(string text)
    {
        Match match = Integer().Match(text);
        if (!match.Success || text.Length > MaxConvertLength)
        {
            return null;
        }

        string sign = match.Groups["sign"].Value;
        BigInteger value = BigInteger.Parse(ToDigits(match), CultureInfo.InvariantCulture);
        BigInteger max = sign switch
        {
            "-" => -(BigInteger)long.MinValue,
            "+" => long.MaxValue,
            _ => ulong.MaxValue,
        };
        BigInteger signed = sign == "-" ? -value : value;
        return value > max ? null : signed.ToString(CultureInfo.InvariantCulture);
    }

    private static string ToDigits(Match match)
    {
        foreach (int radix in (ReadOnlySpan<int>)[Hexadecimal, Octal, Binary])
        {
            if (match.Groups[$"radix{radix}"] is { Success: true } digits)
            {
                return CoreSchema.ToDecimal(digits.ValueSpan, radix);
            }
        }

        return match.Groups["decimal"].Value;
    }

    [GeneratedRegex(
        @"\A(?:(?<sign>[-+]?)(?:0[xX](?<radix16>[0-9a-fA-F]+)|0[oO]?(?<radix8>[0-7]+)|0[bB](?<radix2>[01]+)"
            + @"|(?<decimal>0|[1-9][0-9]*))|0b(?<sign>[-+])(?<radix2>[01]+))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Integer();

    [GeneratedRegex(
        @"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Float();

    // Go itself reads a number that starts with a point, and accepts underscores only between digits.
    [GeneratedRegex(
        @"\A\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex PointFloat();

    [GeneratedRegex(@"\A(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotFinite();
}
