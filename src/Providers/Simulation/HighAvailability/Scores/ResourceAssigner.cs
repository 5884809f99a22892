namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Assigns a node to every part in order, as Pacemaker 2.1 does.</summary>
internal sealed class ResourceAssigner(SchedulingState scheduling)
{
    private readonly ColocationScoreMerger _merging = new(scheduling);
    private readonly UtilizationCheck _capacity = new(scheduling);

    public void AssignAll()
    {
        if (scheduling.Options.PlacementStrategy != PlacementStrategy.Default)
        {
            scheduling.Units = ResourceAssignmentOrder.Sorted(scheduling, _merging);
        }

        foreach (ConfiguredResource unit in scheduling.Units)
        {
            Assign(unit);
        }
    }

    private void Assign(ConfiguredResource unit)
    {
        if (unit.IsBeingAssigned || unit.IsAssigned)
        {
            return;
        }

        unit.IsBeingAssigned = true;
        if (unit.Kind == ResourceVariant.Clone)
        {
            new CloneInstanceAssigner(unit.WholeClone!, scheduling, _merging, Assign).AssignAll();
        }
        else
        {
            foreach (PrimitiveInstance part in unit.Parts)
            {
                Assign(part, PrimitiveInstance.NoNode);
            }
        }

        (unit.IsBeingAssigned, unit.IsAssigned) = (false, true);
    }

    private void Assign(PrimitiveInstance part, int preferredNode)
    {
        if (part == part.Unit.WholeClone)
        {
            Assign(part.Unit);
            return;
        }

        if (part.Unit.Kind != ResourceVariant.Single && !part.Unit.IsBeingAssigned)
        {
            Assign(part.Unit);
        }

        if (part.IsAssigned || part.IsBeingAssigned)
        {
            return;
        }

        part.IsBeingAssigned = true;
        foreach (ResolvedColocation colocation in part.Follows)
        {
            Follow(part, colocation);
        }

        foreach (ResolvedColocation colocation in part.Followers)
        {
            part.Scores = _merging.Add(part.Scores, colocation.Follower, colocation.Factor);
        }

        if (part.Meta.IsStopped)
        {
            part.AddAll(-Score.Infinity);
        }

        part.IsLeftUnchanged = part.IsUnmanaged || scheduling.LacksFenceDevice;
        if (part.IsLeftUnchanged)
        {
            scheduling.Assign(part, part.Current);
        }
        else if (scheduling.Options.StopsAllResources)
        {
            scheduling.Assign(part, PrimitiveInstance.NoNode);
        }
        else
        {
            scheduling.Assign(part, SelectNode(part, preferredNode));
        }

        part.IsBeingAssigned = false;
    }

    private void Follow(PrimitiveInstance part, ResolvedColocation colocation)
    {
        int[] originalScores = [.. part.Scores];
        Assign(colocation.Leader, PrimitiveInstance.NoNode);
        if (colocation.LeadingClone is { IsAssigned: true } clone)
        {
            part.Scores = part.Unit is { Kind: ResourceVariant.Clone, IsInterleaved: true }
                ? ColocationScores.ApplyInterleavedLeader(scheduling, part.Scores, clone, colocation.Value)
                : ColocationScores.ApplyLeadingClone(scheduling, part.Scores, clone, colocation.Value);
        }
        else if (colocation.LeadingClone is null && colocation.Leader.IsAssigned)
        {
            part.Scores = ColocationScores.ApplyLeader(scheduling, part.Scores, colocation.Leader.Node, colocation.Value);
        }

        // An optional anti-colocation that leaves no node is ignored.
        if (colocation.Value is < 0 and > -Score.Infinity && !scheduling.IsAnyAvailable(part.Scores))
        {
            part.Scores = originalScores;
        }
    }

    private int SelectNode(PrimitiveInstance part, int preferredNode)
    {
        int mostCapable = _capacity.Ban(part);
        int preferred = preferredNode == PrimitiveInstance.NoNode ? mostCapable : preferredNode;
        int[] listed = [.. scheduling.Listed.Where(node => part.Scores[node] != PrimitiveInstance.NotAllowed)];
        int[] nodes = NodeTable.Sorted(listed, new NodePreference(scheduling, part.Scores, part.Current));
        if (nodes.Length == 0)
        {
            return PrimitiveInstance.NoNode;
        }

        int best = nodes[0];
        if (
            preferred != PrimitiveInstance.NoNode
            && part.Scores[preferred] != PrimitiveInstance.NotAllowed
            && part.Scores[preferred] >= part.Scores[best]
            && scheduling.IsAvailable(preferred, part.Scores[preferred])
        )
        {
            return preferred;
        }

        bool mayStay =
            part.Scores[best] > 0
            && scheduling.IsAvailable(best)
            && part.Current != PrimitiveInstance.NoNode
            && scheduling.IsAvailable(part.Current);
        int chosen = mayStay && part.Scores[part.Current] == part.Scores[best] ? part.Current : best;
        return scheduling.IsAvailable(chosen, part.Scores[chosen]) ? chosen : PrimitiveInstance.NoNode;
    }
}

/// <summary>Order of units when capacity counts: priority, score on the current node, other scores.</summary>
internal static class ResourceAssignmentOrder
{
    public static List<ConfiguredResource> Sorted(SchedulingState scheduling, ColocationScoreMerger merging)
    {
        int[] all = [.. Enumerable.Range(0, scheduling.Names.Length)];
        int[] nodes = NodeTable.Sorted(all, new NodePreference(scheduling, new int[all.Length], PrimitiveInstance.NoNode));
        Dictionary<ConfiguredResource, int[]> scores = scheduling.Units.ToDictionary(
            unit => unit,
            unit => merging.MergeLeaders(unit.ScoreRepresentative)
        );
        return [.. scheduling.Units.Order(Comparer<ConfiguredResource>.Create((left, right) => Compare(left, right, scores, nodes)))];
    }

    private static int Compare(ConfiguredResource left, ConfiguredResource right, Dictionary<ConfiguredResource, int[]> scores, int[] nodes)
    {
        int byPriority = right.Priority.CompareTo(left.Priority);
        if (byPriority != 0)
        {
            return byPriority;
        }

        int byCurrentNode = GetCurrentScore(right, scores).CompareTo(GetCurrentScore(left, scores));
        return byCurrentNode != 0
            ? byCurrentNode
            : nodes
                .Select(node => ToComparable(scores[right][node]).CompareTo(ToComparable(scores[left][node])))
                .FirstOrDefault(order => order != 0);
    }

    /// <summary>Returns the score of a unit on its current node; minus infinity if it does not run.</summary>
    private static int GetCurrentScore(ConfiguredResource unit, Dictionary<ConfiguredResource, int[]> scores)
    {
        int node = unit.First.Current;
        return node == PrimitiveInstance.NoNode ? -Score.Infinity : ToComparable(scores[unit][node]);
    }

    private static int ToComparable(int score) => score == PrimitiveInstance.NotAllowed ? -Score.Infinity : score;
}
