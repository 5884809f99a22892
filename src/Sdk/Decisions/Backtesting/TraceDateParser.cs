using System.Text.RegularExpressions;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads dates of recorded loads, in UTC if they have no time zone.</summary>
internal static partial class TraceDateParser
{
    /// <summary>
    /// Converts a date to seconds since 1970. Accepts only the order year, month, day, because others are ambiguous.
    /// </summary>
    public static bool TryRead(string? text, out double seconds)
    {
        seconds = 0;
        if (
            text is null
            || !Start().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
        )
        {
            return false;
        }

        seconds = (date - DateTimeOffset.UnixEpoch).TotalSeconds;
        return true;
    }

    [GeneratedRegex(
        "^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([^0-9]|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Start();
}
