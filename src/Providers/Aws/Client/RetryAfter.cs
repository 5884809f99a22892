namespace Scalewright.Providers.AutoScaling;

/// <summary>Reads the <c>Retry-After</c> header.</summary>
internal static class RetryAfter
{
    private const string Header = "Retry-After";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads the header: seconds or a date (RFC 9110, section 10.2.3).</summary>
    /// <param name="now">Time of the response.</param>
    /// <returns>The delay, at most one day; it can be negative. Null if the header is missing or invalid.</returns>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        string? text = response.Headers.NonValidated.TryGetValues(Header, out System.Net.Http.Headers.HeaderStringValues values)
            ? values.ToString()
            : null;
        if (
            double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double seconds)
            && double.IsFinite(seconds)
        )
        {
            // For a negative delay, Retry uses its own.
            return TimeSpan.FromSeconds(Math.Clamp(seconds, -1, Longest.TotalSeconds));
        }

        return DateTimeOffset.TryParseExact(
            text,
            "r",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset date
        )
            ? LimitToOneDay(date - now)
            : null;
    }

    private static TimeSpan LimitToOneDay(TimeSpan delay) => delay < Longest ? delay : Longest;
}
