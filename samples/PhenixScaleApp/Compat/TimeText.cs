using System.Globalization;
using System.Text.RegularExpressions;

namespace PhenixScaleApp.Compat;

/// <summary>Formats dates and times of YAML as Python does.</summary>
internal static partial class TimeText
{
    private const int MicrosecondDigits = 6;
    private const int SecondsOfMinute = 60;
    private const int SecondsOfDay = 24 * 60 * 60;

    /// <summary>The time as it appears in a formatted text: <c>2020-01-01 10:00:00+00:00</c>.</summary>
    public static string Formatted(string text)
    {
        Match match = Parts().Match(text);
        string day = string.Create(CultureInfo.InvariantCulture, $"{Number(match, "year"):0000}-{Number(match, "month"):00}-{Number(match, "day"):00}");
        if (!match.Groups["hour"].Success)
        {
            return day;
        }

        string fraction = Fraction(match) is var part and > 0 ? string.Create(CultureInfo.InvariantCulture, $".{part:000000}") : "";
        string zone = Offset(match) is { } offset
            ? string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}:{Math.Abs(offset) % 60:00}")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{day} {Number(match, "hour"):00}:{Number(match, "minute"):00}:{Number(match, "second"):00}{fraction}{zone}");
    }

    /// <summary>The time as it appears inside of a list or map: <c>datetime.date(2020, 1, 1)</c>.</summary>
    public static string Quoted(string text)
    {
        Match match = Parts().Match(text);
        List<string> parts = [.. new[] { "year", "month", "day" }.Select(part => Digits(Number(match, part)))];
        if (!match.Groups["hour"].Success)
        {
            return $"datetime.date({string.Join(", ", parts)})";
        }

        parts.AddRange([Digits(Number(match, "hour")), Digits(Number(match, "minute"))]);
        int fraction = Fraction(match);
        if (Number(match, "second") > 0 || fraction > 0)
        {
            parts.Add(Digits(Number(match, "second")));
        }

        if (fraction > 0)
        {
            parts.Add(Digits(fraction));
        }

        if (Offset(match) is { } offset)
        {
            parts.Add($"tzinfo={Zone(offset * SecondsOfMinute)}");
        }

        return $"datetime.datetime({string.Join(", ", parts)})";
    }

    private static string Zone(int seconds) => seconds switch
    {
        0 => "datetime.timezone.utc",
        < 0 => string.Create(CultureInfo.InvariantCulture, $"datetime.timezone(datetime.timedelta(days=-1, seconds={seconds + SecondsOfDay}))"),
        _ => string.Create(CultureInfo.InvariantCulture, $"datetime.timezone(datetime.timedelta(seconds={seconds}))"),
    };

    /// <summary>UTC offset in minutes; null if there is no zone.</summary>
    private static int? Offset(Match match)
    {
        if (!match.Groups["zone"].Success)
        {
            return null;
        }

        int minutes = (Number(match, "zoneHour") * SecondsOfMinute) + Number(match, "zoneMinute");
        return match.Groups["zone"].Value[0] == '-' ? -minutes : minutes;
    }

    private static int Fraction(Match match)
    {
        string digits = match.Groups["fraction"].Value;
        return digits.Length == 0 ? 0 : int.Parse(digits.PadRight(MicrosecondDigits, '0')[..MicrosecondDigits], CultureInfo.InvariantCulture);
    }

    private static int Number(Match match, string part) => match.Groups[part] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})(?:(?:[Tt]|[ \t]+)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]*))?(?:[ \t]*(?<zone>Z|[-+](?<zoneHour>[0-9]{1,2})(?::(?<zoneMinute>[0-9]{2}))?))?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();
}
