using System.Globalization;
using System.Text.RegularExpressions;

namespace Scalewright.Documents;

/// <summary>Dates and times of YAML 1.1. Source: yaml.org/type/timestamp.html.</summary>
internal static partial class YamlTime
{
    private const int HoursOfDay = 24;
    private const int MinutesOfHour = 60;

    /// <summary>True when there is such a day and time.</summary>
    /// <param name="text">In the form of a date or a time.</param>
    public static bool IsReal(string text)
    {
        Match match = Parts().Match(text);
        (int year, int month) = (Number(match, "year"), Number(match, "month"));
        bool isDay = year >= 1 && month is >= 1 and <= 12 && Number(match, "day") is int day && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        return isDay && Number(match, "hour") < HoursOfDay && Number(match, "minute") < MinutesOfHour && Number(match, "second") < MinutesOfHour
            && (Number(match, "zoneHour") * MinutesOfHour) + Number(match, "zoneMinute") < HoursOfDay * MinutesOfHour;
    }

    private static int Number(Match match, string part) =>
        int.TryParse(match.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})(?:(?:[Tt]|[ \t]+)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+](?<zoneHour>[0-9]{1,2})(?::(?<zoneMinute>[0-9]{2}))?))?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();
}
