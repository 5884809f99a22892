namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// On-demand and spot parts of groups with a mixed instances policy. They determine the number of instances for a
/// capacity and the instances that are removed first, but do not affect nodes. Pure functions.
/// </summary>
/// <remarks>Source: AutoScaling API reference, InstancesDistribution.</remarks>
internal static class PurchaseOptions
{
    /// <summary>Number of on-demand instances that a group lacks.</summary>
    public static int MissingOnDemand(GroupRecord group) =>
        Math.Max(0, group.OnDemandCount - group.Live.Count(instance => !instance.IsSpot));

    /// <summary>
    /// Selects instances to remove: first from the part with a surplus, then from the other, each in order.
    /// </summary>
    /// <param name="group">The group, with its new size.</param>
    /// <param name="sorted">Candidates, the first to remove first.</param>
    public static IReadOnlyList<InstanceRecord> Select(GroupRecord group, IReadOnlyList<InstanceRecord> sorted, int count)
    {
        int spot = group.Live.Count(instance => instance.IsSpot) - group.SpotCount;
        int onDemand = group.Live.Count(instance => !instance.IsSpot) - group.OnDemandCount;
        List<InstanceRecord> chosen =
        [
            .. sorted
                .Where(instance => instance.IsSpot)
                .Take(Math.Max(0, spot))
                .Concat(sorted.Where(instance => !instance.IsSpot).Take(Math.Max(0, onDemand))),
        ];
        return [.. sorted.OrderBy(instance => !chosen.Contains(instance)).Take(count)];
    }
}
