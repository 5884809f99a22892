namespace Scalewright.Providers;

/// <summary>Decides when the end of a lease is reported to its nodes. Pure.</summary>
internal static class LeaseExpiry
{
    /// <summary>Returns the end of the lease if it is known and within the notice period; otherwise null.</summary>
    /// <param name="notice">Notice period; limited to half of the lease.</param>
    public static DateTimeOffset? GetReportedEnd(DateTimeOffset? start, DateTimeOffset? end, TimeSpan notice, DateTimeOffset now) =>
        end is { } leaseEnd && leaseEnd - now <= GetNotice(start, leaseEnd, notice) ? leaseEnd : null;

    /// <summary>
    /// Limits the notice period to half of the lease, so that a node does not report its end right after its start.
    /// </summary>
    public static TimeSpan GetNotice(DateTimeOffset? start, DateTimeOffset end, TimeSpan notice) =>
        start is { } startedAt && (end - startedAt) / 2 < notice ? (end - startedAt) / 2 : notice;
}
