namespace Scalewright.Clusters.Reaping;

/// <summary>What stands in a file of what stays.</summary>
internal sealed record LeakedList(DateTimeOffset At, int Tries, IReadOnlyList<LeakedEntry> Resources)
{
    public static LeakedList Of(ReapReport report, DateTimeOffset at) => new(at, report.TryCount, [.. report.Left.Select(LeakedEntry.Of)]);
}
