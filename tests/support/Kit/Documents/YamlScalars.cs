using System.Numerics;
using System.Text.RegularExpressions;

namespace Tests.Shared;

/// <summary>Plain scalars of YAML with their values. Source: YAML 1.2.2, section 10.3.2, the regular expressions of the core schema.</summary>
public static partial class YamlScalars
{
    private const string Characters = "0123456789001122.._+-eEoxXaAfFnNulLtTrRsSiI~";

    private static readonly string[] Spellings =
    [
        "+1500",
        "007",
        "-007",
        ".5",
        "-.5",
        "+.5",
        "5.",
        "-5.",
        ".nan",
        ".NaN",
        ".NAN",
        ".inf",
        "-.Inf",
        "+.INF",
        "True",
        "TRUE",
        "False",
        "FALSE",
        "true",
        "~",
        "Null",
        "NULL",
        "null",
        "0o17",
        "0x1F",
        "0xff",
        "1_000",
        "-0",
        "+0",
        "-0.0",
        "00",
        "0.50",
        "1e3",
        "1E3",
        "1.0e+3",
        "1e-9",
        "1e300",
        "-1.5E-300",
        "12345678901234567890123456789",
        "-00012345678901234567890123456789",
        "123456789012345678901234567890.5",
        "2024-01-02",
        "1:30",
        "0b11",
        "no",
        "yes",
        "0o8",
        "0x",
        ".",
        "+",
        ".e3",
        "+.nan",
        "-.nan",
        "1e",
        "e3",
        "tRUE",
        "1e400",
        "0.1",
        "00.10",
    ];

    /// <summary>Returns spellings of all kinds, most of them random.</summary>
    public static string[] Draw(int seed, int count)
    {
        Random random = new(seed);
        return [.. Spellings, .. Enumerable.Range(0, count).Select(_ => Draw(random))];
    }

    /// <summary>Checks the value of a scalar that was written as JSON. Infinities and NaN, which JSON does not have, are texts.</summary>
    public static bool IsValue(JsonElement json, string plain)
    {
        if (Null().IsMatch(plain))
        {
            return json.ValueKind == JsonValueKind.Null;
        }

        if (Boolean().IsMatch(plain))
        {
            return json.ValueKind == (plain[0] is 't' or 'T' ? JsonValueKind.True : JsonValueKind.False);
        }

        if (Integer(plain) is { } integer)
        {
            return json.ValueKind == JsonValueKind.Number && BigInteger.Parse(json.GetRawText(), CultureInfo.InvariantCulture) == integer;
        }

        if (Float().IsMatch(plain))
        {
            double number = double.Parse(plain, CultureInfo.InvariantCulture);
            return json.ValueKind == JsonValueKind.Number
                ? json.GetDouble().Equals(number)
                : double.IsInfinity(number) && json.GetString() == (number > 0 ? ".inf" : "-.inf");
        }

        string text =
            Infinity().IsMatch(plain) ? (plain[0] == '-' ? "-.inf" : ".inf")
            : NotANumber().IsMatch(plain) ? ".nan"
            : plain;
        return json.ValueKind == JsonValueKind.String && json.GetString() == text;
    }

    public static bool IsInfinityOrNaN(string plain) => Infinity().IsMatch(plain) || NotANumber().IsMatch(plain);

    private static string Draw(Random random)
    {
        string text;
        do
        {
            text = new string(random.GetItems<char>(Characters, random.Next(1, 12)));
        } while (text is "-" || text.StartsWith("--", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal));

        return text;
    }

    private static BigInteger? Integer(string plain)
    {
        if (Decimal().IsMatch(plain))
        {
            return BigInteger.Parse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        int radix = Octal().IsMatch(plain) ? 8 : 16;
        return Octal().IsMatch(plain) || Hexadecimal().IsMatch(plain)
            ? plain[2..].Aggregate(BigInteger.Zero, (value, digit) => (value * radix) + Convert.ToInt32(digit.ToString(), 16))
            : null;
    }

    [GeneratedRegex(@"\A(null|Null|NULL|~)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Null();

    [GeneratedRegex(@"\A(true|True|TRUE|false|False|FALSE)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Boolean();

    [GeneratedRegex(@"\A[-+]?[0-9]+\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A0o[0-7]+\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]+\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(
        @"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Float();

    [GeneratedRegex(@"\A[-+]?(\.inf|\.Inf|\.INF)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Infinity();

    [GeneratedRegex(@"\A(\.nan|\.NaN|\.NAN)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NotANumber();
}
