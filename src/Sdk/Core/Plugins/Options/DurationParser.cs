using System.Text.RegularExpressions;

namespace Scalewright.Plugins.Options;

/// <summary>Parses durations of options, profiles and fault schedules.</summary>
public static partial class DurationParser
{
    /// <summary>Pattern of a duration for schemas, valid in .NET and ECMAScript.</summary>
    internal const string Pattern =
        "^([0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?(ms|s|m|h|d))+$|^([0-9]+\\.)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$";

    /// <summary>Parses <c>1h30m</c>, <c>250ms</c>, <c>1.5s</c>, <c>3.6e2s</c> or <c>[d.]hh:mm:ss[.fffffff]</c>.
    /// </summary>
    /// <param name="text">The text, without spaces.</param>
    /// <param name="duration">The duration; zero if the text is invalid.</param>
    /// <returns>False if the text is not a duration, or one that <see cref="TimeSpan"/> cannot represent.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        Match match = Parts().Match(text);
        if (!match.Success)
        {
            return !text.StartsWith('-')
                && text.Contains(':', StringComparison.Ordinal)
                && TimeSpan.TryParseExact(text, ["c", @"d\.h\:mm\:ss", @"h\:mm\:ss"], CultureInfo.InvariantCulture, out duration);
        }

        double milliseconds = 0;
        for (int i = 0; i < match.Groups["unit"].Captures.Count; i++)
        {
            milliseconds +=
                double.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture)
                * Length(match.Groups["unit"].Captures[i].Value);
        }

        bool fits = milliseconds < TimeSpan.MaxValue.TotalMilliseconds;
        duration = fits ? TimeSpan.FromMilliseconds(milliseconds) : default;
        return fits;
    }

    private static double Length(string unit) =>
        unit switch
        {
            "ms" => 1,
            "s" => TimeSpan.MillisecondsPerSecond,
            "m" => TimeSpan.MillisecondsPerMinute,
            "h" => TimeSpan.MillisecondsPerHour,
            _ => TimeSpan.MillisecondsPerDay,
        };

    [GeneratedRegex(
        @"\A(?:(?<number>[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?<unit>ms|s|m|h|d))+\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Parts();
}
