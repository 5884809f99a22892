namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// On-demand and spot parts of groups with a mixed instances policy. Nodes do not differ by them: they decide how many
/// instances make up a capacity, and which of them leave first. Pure.
/// </summary>
/// <remarks>Source: AutoScaling API reference, InstancesDistribution.</remarks>
internal static class PurchaseOptions
{
    /// <summary>Number of on-demand instances that a group lacks.</summary>
    public static int MissingOnDemand(GroupRecord group) =>
        Math.Max(0, group.OnDemandCount - group.Live.Count(instance => !instance.IsSpot));

    /// <summary>
    /// Chooses instances that leave: those of the part that has too many before others, each in their order.
    /// </summary>
    /// <param name="group">The group, with its new size.</param>
    /// <param name="sorted">Instances that may leave, the first to leave first.</param>
    public static IReadOnlyList<InstanceRecord> Choose(
        GroupRecord group, IReadOnlyList<InstanceRecord> sorted, int count)
    {
        int spot = group.Live.Count(instance => instance.IsSpot) - group.SpotCount;
        int onDemand = group.Live.Count(instance => !instance.IsSpot) - group.OnDemandCount;
        List<InstanceRecord> chosen =
        [
            .. sorted.Where(instance => instance.IsSpot).Take(Math.Max(0, spot))
                .Concat(sorted.Where(instance => !instance.IsSpot).Take(Math.Max(0, onDemand)))
        ];
        return [.. sorted.OrderBy(instance => !chosen.Contains(instance)).Take(count)];
    }
}
