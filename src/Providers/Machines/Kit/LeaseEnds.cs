namespace Scalewright.Providers;

/// <summary>When nodes that are lent for a time are told that they end. Pure.</summary>
internal static class LeaseEnds
{
    /// <summary>The end, once it is near; null: it is far, or not known.</summary>
    /// <param name="start">When the time began; null: it is not known.</param>
    /// <param name="end">When it ends; null: it is not known.</param>
    /// <param name="notice">How long before the end it is near.</param>
    public static DateTimeOffset? Told(DateTimeOffset? start, DateTimeOffset? end, TimeSpan notice, DateTimeOffset now) =>
        end is { } known && known - now <= NoticeOf(start, known, notice) ? known : null;

    /// <summary>How long before its end a lease is near that: at most half of its time, so that no node ends from its first second on.</summary>
    public static TimeSpan NoticeOf(DateTimeOffset? start, DateTimeOffset end, TimeSpan notice) =>
        start is { } begun && (end - begun) / 2 < notice ? (end - begun) / 2 : notice;
}
