namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>Times as the reservation service writes them: UTC, without saying so, and asked for in whole minutes.</summary>
internal static class LeaseTime
{
    // Blazar: API_DATE_FORMAT.
    private const string Format = "yyyy-MM-dd HH:mm";

    public static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    /// <returns>Null: it is no time.</returns>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>The whole minute at a time or after it.</summary>
    public static DateTimeOffset RoundUp(DateTimeOffset time) => RoundDown(time) is var whole && whole < time ? whole.AddMinutes(1) : whole;

    /// <summary>The whole minute at a time or before it.</summary>
    public static DateTimeOffset RoundDown(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));
}
