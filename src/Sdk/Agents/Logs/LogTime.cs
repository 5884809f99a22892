namespace Scalewright.Logs;

/// <summary>Formats times as Python does, without a time zone: <c>2024-11-25 21:11:46,122</c>.</summary>
internal static class LogTime
{
    private const string Pattern = "yyyy-MM-dd HH:mm:ss,fff";

    public static string Format(DateTimeOffset moment) => moment.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>Sets a missing time or time text of a record, each from the other or from the clock.</summary>
    public static LogRecord Complete(LogRecord record, TimeProvider clock)
    {
        if (record.Created is { } created)
        {
            return record.Time is null ? record.WithTimestamp(created) : record;
        }

        if (record.Time is null)
        {
            return record.WithTimestamp(clock.GetLocalNow());
        }

        return record with
        {
            Created = Parse(record.Time, clock.LocalTimeZone) ?? clock.GetUtcNow(),
        };
    }

    private static DateTimeOffset? Parse(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
        && local.Year is > 1 and < 9999
            ? new DateTimeOffset(local, zone.GetUtcOffset(local))
            : null;
}
