namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Colocation of two parts, a follower and a leader. Either may be a whole clone.</summary>
/// <param name="Value">Score: from minus infinity, never together, to infinity, always together.</param>
internal sealed record ResolvedColocation(PrimitiveInstance Follower, PrimitiveInstance Leader, int Value)
{
    /// <summary>Configured leader with its ID. Colocations are processed in the order of their leaders.</summary>
    public required (ConfiguredResource Unit, string Id) Led { get; init; }

    /// <summary>Configured follower with its ID. Followers are processed in this order.</summary>
    public required (ConfiguredResource Unit, string Id) Following { get; init; }

    /// <summary>The leading clone; null when the leader is a single part.</summary>
    public ConfiguredResource? LeadingClone => Leader.Unit.WholeClone == Leader ? Leader.Unit : null;

    /// <summary>Part that represents the leader when scores are merged: the first member of a group.</summary>
    public PrimitiveInstance LeaderRepresentative =>
        Led.Unit.Kind == ResourceVariant.Group && Led.Id == Led.Unit.Id ? Led.Unit.First : Leader;

    /// <summary>Factor by which the scores of the follower are added to those of the leader, from -1 to 1.</summary>
    public double Factor => Value / (double)Score.Infinity;

    /// <summary>Orders by descending priority, then clones, groups and single resources, then by ID.</summary>
    public static int Compare((ConfiguredResource Unit, string Id) left, (ConfiguredResource Unit, string Id) right)
    {
        int byPriority = right.Unit.Priority.CompareTo(left.Unit.Priority);
        if (byPriority != 0)
        {
            return byPriority;
        }

        int byKind = right.Unit.Kind.CompareTo(left.Unit.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(left.Id, right.Id);
    }
}
