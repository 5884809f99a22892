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

        string withoutUnderscores = text.Replace("_", "", StringComparison.Ordinal);
        if (ToInteger(withoutUnderscores) is { } integer)
        {
            return new ScalarValue(ScalarKind.Integer, integer);
        }

        bool isNumber =
            (text[0] == '.' ? PointFloat().IsMatch(text) : Float().IsMatch(withoutUnderscores))
            && double.IsFinite(double.Parse(withoutUnderscores, CultureInfo.InvariantCulture));
        return isNumber ? new ScalarValue(ScalarKind.Number, withoutUnderscores) : new ScalarValue(ScalarKind.Text, text);
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

        // Go reads an integer by ParseInt, and then, which allows no sign, by ParseUint.
        BigInteger max = sign switch
        {
            "-" => -(BigInteger)long.MinValue,
            "+" => long.MaxValue,
            _ => ulong.MaxValue,
        };
        BigInteger signed = sign == "-" ? -value : value;
        return value > max ? null : signed.ToString(CultureInfo.InvariantCulture);
    }

    // go-yaml also accepts a sign after the prefix of a binary integer: 0b-1.
    [GeneratedRegex(
        @"\A(?:(?<sign>[-+]?)(?:0[xX](?<hexadecimal>[0-9a-fA-F]+)|0[oO]?(?<octal>[0-7]+)|0[bB](?<binary>[01]+)"
            + @"|(?<decimal>0|[1-9][0-9]*))|0b(?<sign>[-+])(?<binary>[01]+))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Integer();

    private static string ToDigits(Match match)
    {
        if (match.Groups["hexadecimal"] is { Success: true } hexadecimal)
        {
            return CoreSchema.ToDecimal(hexadecimal.ValueSpan, Hexadecimal);
        }

        if (match.Groups["octal"] is { Success: true } octal)
        {
            return CoreSchema.ToDecimal(octal.ValueSpan, Octal);
        }

        if (match.Groups["binary"] is { Success: true } binary)
        {
            return CoreSchema.ToDecimal(binary.ValueSpan, Binary);
        }

        return match.Groups["decimal"].Value;
    }

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
