namespace Scalewright.Providers;

/// <summary>How long to wait between two looks at what begins at some time. Pure.</summary>
internal static class LookPauses
{
    /// <summary>Longer and longer up to a bound; twice the bound while the start is farther away than that, and never beyond the start.</summary>
    /// <param name="look">How many looks there were, 1 or more.</param>
    /// <param name="untilStart">How long it is to the next start that is known; null: none is.</param>
    /// <param name="period">The first pause, and by how much each is longer.</param>
    public static TimeSpan After(int look, TimeSpan? untilStart, TimeSpan period, TimeSpan periodMax)
    {
        TimeSpan grown = period * Math.Min(look, periodMax / period);
        TimeSpan far = periodMax * 2;
        return untilStart is not { } left || left <= TimeSpan.Zero ? grown : left > far ? far : left;
    }
}

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
