using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Reads a time: of today, or with its date; in UTC unless it has an offset.</summary>
internal static class UtcTime
{
    private static readonly string[] OfDay = ["HH:mm", "HH:mm:ss", "HH:mm'Z'", "HH:mm:ss'Z'"];

    private static readonly string[] WithDate =
    [
        .. from separator in (string[])["'T'", " "]
        from time in (string[])["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"]
        from offset in (string[])["", "'Z'", "zzz"]
        select $"yyyy-MM-dd{separator}{time}{offset}",
    ];

    /// <summary>Returns the time; null after an error, which is added to the result.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="now">Current time.</param>
    public static DateTimeOffset? Read(ArgumentResult argument, DateTimeOffset now)
    {
        string text = argument.Tokens[0].Value;
        string? fault = null;
        if (
            DateTimeOffset.TryParseExact(
                text,
                WithDate,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset time
            )
        )
        {
            return time.ToUniversalTime();
        }

        if (TimeOnly.TryParseExact(text, OfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly ofDay))
        {
            time = new DateTimeOffset(DateOnly.FromDateTime(now.UtcDateTime), ofDay, TimeSpan.Zero);
            fault =
                time > now
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{text} is later than now, {now.UtcDateTime:HH:mm} UTC; add the date, as in "
                    )
                    : null;
        }
        else
        {
            fault = $"'{TextEscaping.Escape(text)}' is not a time; use 14:32 for today in UTC, or a date and a time, as in ";
        }

        if (fault is null)
        {
            return time;
        }

        argument.AddError(string.Create(CultureInfo.InvariantCulture, $"--at: {fault}{now.UtcDateTime.AddDays(-1):yyyy-MM-dd}T14:32"));
        return null;
    }
}
