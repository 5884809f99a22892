namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A colocation between parts: one follows, one leads. Either may be a clone as one thing.</summary>
internal sealed record Bond(Part Follower, Part Leader, int Value)
{
    /// <summary>What the configuration names as leader and follower: bonds are heeded in the order of these.</summary>
    public required (Unit Unit, string Id) Led { get; init; }

    public required (Unit Unit, string Id) Following { get; init; }

    /// <summary>The clone that leads; null when one part does.</summary>
    public Unit? LeadingClone => Leader.Unit.Whole == Leader ? Leader.Unit : null;

    /// <summary>What stands for the leader where wishes are summed up: of a group its first member.</summary>
    public Part LedFace => Led.Unit.Kind == UnitKind.Group && Led.Id == Led.Unit.Id ? Led.Unit.First : Leader;

    /// <summary>How much of the follower's scores its leader takes over.</summary>
    public double Share => Value / (double)Score.Infinity;

    /// <summary>Higher priority first, clones before groups before single ones, then by id.</summary>
    public static int Compare((Unit Unit, string Id) left, (Unit Unit, string Id) right)
    {
        int byPriority = right.Unit.Priority.CompareTo(left.Unit.Priority);
        int byKind = byPriority != 0 ? byPriority : right.Unit.Kind.CompareTo(left.Unit.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(left.Id, right.Id);
    }
}
