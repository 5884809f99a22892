namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Resource during assignment: a single part, the members of a group or the copies of a clone.</summary>
internal sealed class ConfiguredResource(string id, ResourceVariant kind, int priority, int maxCopies, bool isInterleaved)
{
    public string Id => id;

    public ResourceVariant Kind => kind;

    public int Priority => priority;

    public int MaxCopies => maxCopies;

    /// <summary>True if a copy depends only on the copy of the other clone on its own node.</summary>
    public bool IsInterleaved => isInterleaved;

    /// <summary>True if the unit as a whole is managed; members may have their own setting.</summary>
    public bool IsManaged { get; init; } = true;

    public List<PrimitiveInstance> Parts { get; } = [];

    /// <summary>The whole clone, with the allowed nodes and colocations of its copies; null if not a clone.</summary>
    public PrimitiveInstance? Whole { get; set; }

    /// <summary>Returns true if an order constraint of two clones applies to copies on the same node.</summary>
    public static bool IsPaired(ConfiguredResource first, ConfiguredResource then) =>
        first.Kind == ResourceVariant.Clone && then is { Kind: ResourceVariant.Clone, IsInterleaved: true };

    public bool IsBusy { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Part that follows other units on behalf of the whole unit. Optional followers follow this
    /// part.</summary>
    public PrimitiveInstance First => Parts[0];

    public PrimitiveInstance Last => Parts[^1];

    /// <summary>Part whose scores are merged for the unit. The last member of a group follows all others.</summary>
    public PrimitiveInstance Face => Whole ?? Last;

    /// <summary>Parts in the order of their actions.</summary>
    public IEnumerable<PrimitiveInstance> Numbered => Parts.OrderBy(part => part.Number);

    /// <summary>Parts with scores, including the clone as a whole.</summary>
    public IEnumerable<PrimitiveInstance> Scored => Whole is null ? Parts : [Whole, .. Parts];
}

internal enum ResourceVariant
{
    Single,
    Group,
    Clone,
}
