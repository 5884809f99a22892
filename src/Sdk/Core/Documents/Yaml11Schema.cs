using System.Numerics;
using System.Text.RegularExpressions;

namespace Scalewright.Documents;

/// <summary>Plain scalars of PyYAML's safe loader. Source: resolver.py and constructor.py of PyYAML 6.0.</summary>
internal sealed partial class Yaml11Schema : ScalarSchema
{
    public static Yaml11Schema Instance { get; } = new();

    public override bool HasWideBreaks => true;

    public override bool IsLenient => true;

    public override bool IsKeyOnly(string text) => text is "=" or "<<";

    public override bool IsReal(in ScalarValue value) => value.Kind != ScalarKind.Timestamp || YamlTime.IsReal(value.Text);

    public override ScalarValue ResolveAs(ScalarKind kind, string text)
    {
        ScalarValue value = Resolve(text);
        return kind switch
        {
            ScalarKind.Null => new ScalarValue(ScalarKind.Null, ""),
            ScalarKind.Number
                when value.Kind == ScalarKind.Text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) =>
                new ScalarValue(ScalarKind.Number, text),
            _ => value,
        };
    }

    public override ScalarValue Resolve(string text)
    {
        if (text.Length == 0)
        {
            return new ScalarValue(ScalarKind.Null, text);
        }

        return text[0] switch
        {
            (>= '0' and <= '9') or '+' or '-' or '.' => ResolveNumber(text),
            _ => ResolveKeyword(text),
        };
    }

    private static ScalarValue ResolveKeyword(string text) =>
        text switch
        {
            "~" or "null" or "Null" or "NULL" => new(ScalarKind.Null, text),
            "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => new(ScalarKind.Boolean, "true"),
            "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => new(ScalarKind.Boolean, "false"),
            _ => new(ScalarKind.Text, text),
        };

    private static ScalarValue ResolveNumber(string text)
    {
        if (Integer().IsMatch(text))
        {
            return new ScalarValue(ScalarKind.Integer, text.Length > MaxConvertLength ? text : IntegerText(text));
        }

        if (Number().IsMatch(text))
        {
            return new ScalarValue(ScalarKind.Number, NumberText(text));
        }

        return new ScalarValue(Timestamp().IsMatch(text) ? ScalarKind.Timestamp : ScalarKind.Text, text);
    }

    private static string IntegerText(string text)
    {
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        string sign = digits[0] == '-' ? "-" : "";
        digits = digits.TrimStart('+', '-');
        string value = digits switch
        {
            "0" => "0",
            ['0', 'b', ..] => CoreSchema.ToDecimal(digits.AsSpan(2), 2),
            ['0', 'x', ..] => CoreSchema.ToDecimal(digits.AsSpan(2), 16),
            ['0', ..] => CoreSchema.ToDecimal(digits, 8),
            _ when digits.Contains(':', StringComparison.Ordinal) => Sexagesimal(digits).ToString(CultureInfo.InvariantCulture),
            _ => digits,
        };
        return value == "0" ? value : sign + value;
    }

    private static BigInteger Sexagesimal(string text)
    {
        BigInteger value = BigInteger.Zero;
        foreach (string part in text.Split(':'))
        {
            value = (value * 60) + BigInteger.Parse(part, CultureInfo.InvariantCulture);
        }

        return value;
    }

    private static string NumberText(string text)
    {
        string number = text.Replace("_", "", StringComparison.Ordinal);
        if (!number.Contains(':', StringComparison.Ordinal))
        {
            return number;
        }

        double value = 0;
        foreach (string part in number.TrimStart('+', '-').Split(':'))
        {
            value = (value * 60) + double.Parse(part, CultureInfo.InvariantCulture);
        }

        return (number[0] == '-' ? -value : value).ToString("R", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"\A(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Integer();

    [GeneratedRegex(
        @"\A(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
            + @"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Number();

    [GeneratedRegex(
        @"\A(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)"
            + @"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Timestamp();
}

/// <summary>Dates and times of YAML 1.1. Source: yaml.org/type/timestamp.html.</summary>
internal static partial class YamlTime
{
    private const int HoursOfDay = 24;
    private const int MinutesOfHour = 60;

    public static bool IsReal(string text)
    {
        Match match = Parts().Match(text);
        (int year, int month) = (Number(match, "year"), Number(match, "month"));
        bool isDay =
            year >= 1 && month is >= 1 and <= 12 && Number(match, "day") is int day && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        return isDay
            && Number(match, "hour") < HoursOfDay
            && Number(match, "minute") < MinutesOfHour
            && Number(match, "second") < MinutesOfHour
            && (Number(match, "zoneHour") * MinutesOfHour) + Number(match, "zoneMinute") < HoursOfDay * MinutesOfHour;
    }

    private static int Number(Match match, string part) =>
        int.TryParse(match.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})"
            + @"(?:(?:[Tt]|[ \t]+)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.[0-9]*)?"
            + @"(?:[ \t]*(?:Z|[-+](?<zoneHour>[0-9]{1,2})(?::(?<zoneMinute>[0-9]{2}))?))?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Parts();
}
