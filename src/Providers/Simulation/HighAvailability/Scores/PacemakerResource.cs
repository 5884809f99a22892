namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Resource, group whose members stay together, or clone with a copy on each node.</summary>
/// <param name="Id">ID, unique among all resources, groups and clones.</param>
public sealed record PacemakerResource(string Id)
{
    /// <summary>Indicates whether the resource is a fence device.</summary>
    public bool IsFenceDevice { get; init; }

    /// <summary>Members of a group in order; empty if the resource is not a group.</summary>
    public ValueList<PacemakerResource> Members { get; init; } = [];

    /// <summary>Resource that a clone copies; null if the resource is not a clone.</summary>
    public PacemakerResource? CloneOf { get; init; }

    /// <summary>
    /// Meta attributes by Pacemaker's names: <c>target-role</c>, <c>is-managed</c>, <c>priority</c>,
    /// <c>resource-stickiness</c>, <c>migration-threshold</c>, <c>clone-max</c>, <c>interleave</c>. Members inherit
    /// missing ones from their group or clone.
    /// </summary>
    public ValueMap<string> MetaAttributes { get; init; } = ValueMap.Empty<string>();

    /// <summary>Capacity that the resource uses on a node.</summary>
    public ValueMap<int> Utilization { get; init; } = ValueMap.Empty<int>();

    internal IEnumerable<PacemakerResource> All => [this, .. Members, .. CloneOf is null ? [] : new[] { CloneOf }];
}
