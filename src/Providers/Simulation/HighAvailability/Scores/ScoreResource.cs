namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Something that is kept running: one thing, a group that stays together, or a clone with a copy on each node.</summary>
/// <param name="Id">Its id, unique among all resources, groups and clones.</param>
public sealed record ScoreResource(string Id)
{
    /// <summary>Whether it is a device that can fence nodes.</summary>
    public bool IsFenceDevice { get; init; }

    /// <summary>The members of a group in order; none when it is no group.</summary>
    public ValueList<ScoreResource> Members { get; init; } = [];

    /// <summary>What a clone makes copies of; null when it is no clone.</summary>
    public ScoreResource? CopyOf { get; init; }

    /// <summary>Meta attributes by Pacemaker's names: <c>target-role</c>, <c>is-managed</c>, <c>priority</c>, <c>resource-stickiness</c>,
    /// <c>migration-threshold</c>, <c>clone-max</c>, <c>interleave</c>. Members take what they have not themselves from their group or clone.</summary>
    public ValueMap<string> Meta { get; init; } = ValueMap.Empty<string>();

    /// <summary>What it takes of a node's capacity.</summary>
    public ValueMap<int> Needs { get; init; } = ValueMap.Empty<int>();

    /// <summary>Itself and all below it.</summary>
    internal IEnumerable<ScoreResource> All => [this, .. Members, .. CopyOf is null ? [] : new[] { CopyOf }];
}
