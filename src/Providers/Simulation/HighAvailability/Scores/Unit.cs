namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A resource of the configuration while nodes are chosen: one part, the members of a group, or the copies of a clone.</summary>
internal sealed class Unit(string id, UnitKind kind, int priority, int copiesMax, bool isInterleaved)
{
    public string Id => id;

    public UnitKind Kind => kind;

    public int Priority => priority;

    /// <summary>How many copies a clone may have.</summary>
    public int CopiesMax => copiesMax;

    /// <summary>Whether a copy of a clone needs only the copy on its own node of a clone that it follows or starts after.</summary>
    public bool IsInterleaved => isInterleaved;

    /// <summary>Whether the cluster decides of it as a whole; members may have a setting of their own.</summary>
    public bool IsManaged { get; init; } = true;

    public List<Part> Parts { get; } = [];

    /// <summary>A clone as one thing: where copies may be, what they follow and what follows them; null when it is no clone.</summary>
    public Part? Whole { get; set; }

    /// <summary>Whether an order between two units is one between their copies on the same node.</summary>
    public static bool IsPaired(Unit first, Unit then) =>
        first.Kind == UnitKind.Clone && then is { Kind: UnitKind.Clone, IsInterleaved: true };

    public bool IsBusy { get; set; }

    public bool IsDone { get; set; }

    /// <summary>The part that follows others on behalf of all, and that others follow when they only prefer to.</summary>
    public Part First => Parts[0];

    public Part Last => Parts[^1];

    /// <summary>Where its wishes are summed up from: the last member of a group follows all others.</summary>
    public Part Face => Whole ?? Last;

    /// <summary>The parts in the order in which they are acted on, whichever got its node first.</summary>
    public IEnumerable<Part> Numbered => Parts.OrderBy(part => part.Number);

    /// <summary>All that has scores: the parts, and a clone as one thing.</summary>
    public IEnumerable<Part> Scored => Whole is null ? Parts : [Whole, .. Parts];
}

/// <summary>How the parts of a unit belong together.</summary>
internal enum UnitKind
{
    Single,
    Group,
    Clone,
}
