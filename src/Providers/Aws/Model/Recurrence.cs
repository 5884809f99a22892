using System.Text.RegularExpressions;
using Cronos;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Recurrence of a scheduled action: a cron expression with five fields (minute, hour, day of the month, month, day of
/// the week). Names, ranges, lists and steps are those of crontab(5). Extensions of the library, for example <c>L</c>
/// and <c>@daily</c>, are rejected.
/// </summary>
internal sealed partial class Recurrence
{
    private const int DayField = 2;
    private const int WeekdayField = 4;
    private const string Weekdays = "sunmontuewedthufrisat";
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";
    private const int NameLength = 3;

    // In milliseconds.
    private const int RegexTimeout = 10_000;

    private readonly CronExpression[] _expressions;

    private Recurrence(CronExpression[] expressions) => _expressions = expressions;

    /// <summary>Parses an expression.</summary>
    /// <returns>Null if it is invalid.</returns>
    public static Recurrence? TryRead(string text)
    {
        if (
            !FiveFields().IsMatch(text)
            || Ranges().Matches(text).Any(IsReversed)
            || !CronExpression.TryParse(text, out CronExpression? whole)
        )
        {
            return null;
        }

        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        bool isEither = !fields[DayField].StartsWith('*') && !fields[WeekdayField].StartsWith('*');
        return new Recurrence(isEither ? [WithAny(fields, DayField), WithAny(fields, WeekdayField)] : [whole]);
    }

    /// <summary>Finds the first run after a time.</summary>
    /// <param name="zone">Time zone of the expression.</param>
    /// <returns>Null if there is no further run.</returns>
    /// <remarks>
    /// AutoScaling does not document the effect of clock changes. As documented for EventBridge Scheduler, a time that
    /// the change skips is omitted, and a repeated time counts once.
    /// </remarks>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone) => _expressions.Min(expression => Next(expression, after, zone));

    private static DateTimeOffset? Next(CronExpression expression, DateTimeOffset after, TimeZoneInfo zone)
    {
        DateTime? local = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(after, zone).DateTime, DateTimeKind.Utc);
        while ((local = expression.GetNextOccurrence(local.Value)) is { } found)
        {
            DateTime shown = DateTime.SpecifyKind(found, DateTimeKind.Unspecified);
            if (zone.IsInvalidTime(shown))
            {
                continue;
            }

            DateTimeOffset instant = ToInstant(shown, zone);
            if (instant > after)
            {
                return instant;
            }
        }

        return null;
    }

    /// <summary>crontab(5): if both day fields are restricted, either suffices. The library requires both.</summary>
    private static CronExpression WithAny(string[] fields, int field) =>
        CronExpression.Parse(string.Join(' ', fields.Select((text, index) => index == field ? "*" : text)));

    private static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static bool IsReversed(Match range) => ParseValue(range.Groups["first"].Value) > ParseValue(range.Groups["last"].Value);

    private static int ParseValue(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : Math.Max(IndexOf(Weekdays, text), IndexOf(Months, text) + 1);

    private static int IndexOf(string names, string name) =>
        names.IndexOf(name, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? at / NameLength : -1;

    [GeneratedRegex(
        @"^\s*(?:(?:[0-9*,/-]|(?<![a-z])[a-z]{3}(?![a-z]))+(?:\s+|$)){5}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        RegexTimeout
    )]
    private static partial Regex FiveFields();

    [GeneratedRegex("(?<first>[0-9a-z]+)-(?<last>[0-9a-z]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, RegexTimeout)]
    private static partial Regex Ranges();
}
