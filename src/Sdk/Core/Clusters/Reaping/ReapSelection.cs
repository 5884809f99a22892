using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Selects the resources to remove. Pure: a dry run gets the same result.</summary>
internal static class ReapSelection
{
    /// <summary>Upper bound of the clock difference between provider and reaper.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Returns nodes first, then groups, then networks; each ordered by owner, name and ID.</summary>
    public static ValueList<Resource> Select(IEnumerable<Resource> resources, ReapRequest request, DateTimeOffset start)
    {
        IEnumerable<Resource> matching = SelectMatching(resources, request, start);
        return InOrder(request.Confirmed is { } confirmed ? matching.IntersectBy(confirmed.Select(GetIdentity), GetIdentity) : matching);
    }

    /// <summary>Returns, in the same order, the resources that are excluded only because they are not confirmed.</summary>
    public static ValueList<Resource> SelectUnconfirmed(IEnumerable<Resource> resources, ReapRequest request, DateTimeOffset start) =>
        request.Confirmed is { } confirmed
            ? InOrder(SelectMatching(resources, request, start).ExceptBy(confirmed.Select(GetIdentity), GetIdentity))
            : [];

    /// <summary>Returns, in the same order, the resources that are excluded only because they are new.</summary>
    public static ValueList<Resource> SelectRecent(IEnumerable<Resource> resources, ReapRequest request, DateTimeOffset start) =>
        InOrder(resources.Where(resource => Matches(resource, request, start) && IsRecent(resource, request, start)));

    private static IEnumerable<Resource> SelectMatching(IEnumerable<Resource> resources, ReapRequest request, DateTimeOffset start) =>
        resources.Where(resource => Matches(resource, request, start) && !IsRecent(resource, request, start));

    // A provider may use an ID again, and a retried step may create two resources with one token.
    private static (string Id, string Token) GetIdentity(Resource resource) => (resource.Id, resource.Tag.Token);

    private static ValueList<Resource> InOrder(IEnumerable<Resource> resources) =>
        resources
            .OrderByDescending(resource => resource.Tag.Target)
            .ThenBy(resource => resource.Tag.Owner.ToString(), StringComparer.Ordinal)
            .ThenBy(resource => resource.Tag.Name, StringComparer.Ordinal)
            .ThenBy(resource => resource.Id, StringComparer.Ordinal)
            .ToValueList();

    private static bool Matches(Resource resource, ReapRequest request, DateTimeOffset start)
    {
        Owner owner = resource.Tag.Owner;
        return resource.State != ResourceState.Deleting
            && owner.Cluster.Length > 0
            && IsRequested(owner, request)
            && !IsTooYoung(resource, request, start)
            && (CanRemoveAll(request) || request.Cluster is not null || resource.Tag.ExpiresAt <= start);
    }

    /// <summary>Returns true for a new resource, which may belong to a cluster that is being created.</summary>
    private static bool IsRecent(Resource resource, ReapRequest request, DateTimeOffset start) =>
        !CanRemoveAll(request) && resource.CreatedAt >= start - Margin;

    /// <summary>
    /// Returns true if the request names the lineage: it acts for its state and can remove resources of any age.
    /// </summary>
    private static bool CanRemoveAll(ReapRequest request) => request.Lineage is not null;

    private static bool IsRequested(Owner owner, ReapRequest request) =>
        (request.Lineage is null || owner.Lineage == request.Lineage) && (request.Cluster is null || owner.Cluster == request.Cluster);

    private static bool IsTooYoung(Resource resource, ReapRequest request, DateTimeOffset start) =>
        request.OlderThan is { } age && resource.CreatedAt > start - age;
}
