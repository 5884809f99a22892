using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>What may be removed. Pure: the same answer for a dry run as for the real one.</summary>
internal static class ReapChoice
{
    /// <summary>Clocks of provider and reaper differ by less than this.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Nodes first, then groups, then networks; each by owner, name and id.</summary>
    public static ValueList<Resource> Of(IEnumerable<Resource> there, ReapRequest request, DateTimeOffset start) =>
        InOrder(there.Where(resource => IsMeant(resource, request, start) && !IsJustMade(resource, request, start)));

    /// <summary>What would go if it were not just made; in the same order.</summary>
    public static ValueList<Resource> JustMade(IEnumerable<Resource> there, ReapRequest request, DateTimeOffset start) =>
        InOrder(there.Where(resource => IsMeant(resource, request, start) && IsJustMade(resource, request, start)));

    private static ValueList<Resource> InOrder(IEnumerable<Resource> resources) => resources
        .OrderByDescending(resource => resource.Tag.Target)
        .ThenBy(resource => resource.Tag.Owner.ToString(), StringComparer.Ordinal)
        .ThenBy(resource => resource.Tag.Name, StringComparer.Ordinal)
        .ThenBy(resource => resource.Id, StringComparer.Ordinal)
        .ToValueList();

    private static bool IsMeant(Resource resource, ReapRequest request, DateTimeOffset start)
    {
        Owner owner = resource.Tag.Owner;
        return resource.State != ResourceState.Leaving && owner.Cluster.Length > 0 && IsAsked(owner, request) && !IsTooYoung(resource, request, start)
            && (MayTakeAll(request) || request.Cluster is not null || resource.Tag.ExpiresAt <= start);
    }

    /// <summary>What was just made may be of a cluster that is being made now.</summary>
    private static bool IsJustMade(Resource resource, ReapRequest request, DateTimeOffset start) =>
        !MayTakeAll(request) && resource.CreatedAt >= start - Margin;

    /// <summary>Whoever speaks for the lineage may remove it at once.</summary>
    private static bool MayTakeAll(ReapRequest request) => request.Lineage is not null;

    private static bool IsAsked(Owner owner, ReapRequest request) =>
        (request.Lineage is null || owner.Lineage == request.Lineage) && (request.Cluster is null || owner.Cluster == request.Cluster);

    private static bool IsTooYoung(Resource resource, ReapRequest request, DateTimeOffset start) =>
        request.OlderThan is { } age && resource.CreatedAt > start - age;
}
