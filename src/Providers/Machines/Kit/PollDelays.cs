namespace Scalewright.Providers;

/// <summary>Computes the delay between two polls while waiting for a reservation to start. Pure.</summary>
internal static class PollDelays
{
    /// <summary>
    /// Returns the time to the start, at most twice the maximum delay. If the start is unknown or past, returns a delay
    /// that grows with each poll up to the maximum.
    /// </summary>
    /// <param name="pollCount">Number of polls so far, 1 or more.</param>
    /// <param name="untilStart">Time to the next known start; null if unknown.</param>
    /// <param name="period">First delay, and its increase per poll.</param>
    public static TimeSpan After(int pollCount, TimeSpan? untilStart, TimeSpan period, TimeSpan maxPeriod)
    {
        TimeSpan grown = period * Math.Min(pollCount, maxPeriod / period);
        TimeSpan far = maxPeriod * 2;
        return untilStart is { } wait && wait > TimeSpan.Zero ? new TimeSpan(Math.Min(wait.Ticks, far.Ticks)) : grown;
    }
}

/// <summary>Decides when the end of a lease is reported to its nodes. Pure.</summary>
internal static class LeaseExpiry
{
    /// <summary>Returns the end of the lease if it is known and within the notice period; otherwise null.</summary>
    /// <param name="notice">Notice period; limited to half of the lease.</param>
    public static DateTimeOffset? GetReportedEnd(
        DateTimeOffset? start, DateTimeOffset? end, TimeSpan notice, DateTimeOffset now) =>
        end is { } known && known - now <= GetNotice(start, known, notice) ? known : null;

    /// <summary>
    /// Limits the notice period to half of the lease, so that a node does not report its end right after its start.
    /// </summary>
    public static TimeSpan GetNotice(DateTimeOffset? start, DateTimeOffset end, TimeSpan notice) =>
        start is { } startedAt && (end - startedAt) / 2 < notice ? (end - startedAt) / 2 : notice;
}
