namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Resource of the configuration during assignment, in short a unit.</summary>
/// <remarks>
/// A unit consists of parts (<see cref="PrimitiveInstance"/>), each of which runs on one node: the members of a group,
/// the copies of a clone, or the resource itself. Pacemaker calls the copies clone instances. A clone has a further part
/// for the whole clone, which runs nowhere.
/// </remarks>
internal sealed class ConfiguredResource(string id, ResourceVariant kind, int priority, int maxCopies, bool isInterleaved)
{
    public string Id => id;

    public ResourceVariant Kind => kind;

    public int Priority => priority;

    /// <summary>Maximum number of copies that run; counts only for a clone.</summary>
    public int MaxCopies => maxCopies;

    /// <summary>True if a copy depends only on the copy of the other clone on its own node.</summary>
    public bool IsInterleaved => isInterleaved;

    /// <summary>True if the unit as a whole is managed; members may have their own setting.</summary>
    public bool IsManaged { get; init; } = true;

    /// <summary>Parts that can run, one or more: also a clone that may run nowhere has a copy.</summary>
    public List<PrimitiveInstance> Parts { get; } = [];

    /// <summary>Part of the whole clone, with the allowed nodes and colocations of its copies; null if not a clone.
    /// </summary>
    public PrimitiveInstance? WholeClone { get; set; }

    /// <summary>Returns true if an order constraint of two clones applies to copies on the same node.</summary>
    public static bool IsPaired(ConfiguredResource first, ConfiguredResource then) =>
        first.Kind == ResourceVariant.Clone && then is { Kind: ResourceVariant.Clone, IsInterleaved: true };

    /// <summary>True while the parts are being assigned, so that circular colocations end.</summary>
    public bool IsBeingAssigned { get; set; }

    /// <summary>True once each part has a node or remains without one.</summary>
    public bool IsAssigned { get; set; }

    /// <summary>Part that follows other units on behalf of the unit. Optional followers of the unit follow this part.
    /// </summary>
    public PrimitiveInstance First => Parts[0];

    /// <summary>Part that mandatory followers of the unit follow: the last member of a group follows all others.
    /// </summary>
    public PrimitiveInstance Last => Parts[^1];

    /// <summary>Part whose scores, merged with those of its leaders, are the scores of the unit.</summary>
    public PrimitiveInstance ScoreRepresentative => WholeClone ?? Last;

    /// <summary>Parts in the order of their actions.</summary>
    public IEnumerable<PrimitiveInstance> PartsInActionOrder => Parts.OrderBy(part => part.Number);

    /// <summary>All parts with scores: those that can run, and the whole clone.</summary>
    public IEnumerable<PrimitiveInstance> ScoredParts => WholeClone is null ? Parts : [WholeClone, .. Parts];
}

// In ascending order: ResolvedColocation.Compare puts clones before groups, and groups before single resources.
internal enum ResourceVariant
{
    Single,
    Group,
    Clone,
}
