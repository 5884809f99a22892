using System.Text.RegularExpressions;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads dates of recorded loads, in UTC where they name no zone.</summary>
internal static partial class TraceDate
{
    /// <summary>A date as seconds since 1970. It begins with the year: another order of day and month is anybody's guess, and a clock time has no day.</summary>
    public static bool TryRead(string? text, out double seconds)
    {
        seconds = 0;
        if (text is null || !Start().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            return false;
        }

        seconds = (date - DateTimeOffset.UnixEpoch).TotalSeconds;
        return true;
    }

    [GeneratedRegex("^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([^0-9]|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Start();
}
