namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Assigns a node to every part in order, as Pacemaker 2.1 does.</summary>
internal sealed class ResourceAssigner(SchedulingState board)
{
    private readonly ColocationScoreMerger _merging = new(board);
    private readonly UtilizationCheck _capacity = new(board);

    public void AssignAll()
    {
        if (board.Options.PlacementStrategy != PlacementStrategy.Default)
        {
            board.Units = ResourceAssignmentOrder.Sorted(board, _merging);
        }

        foreach (ConfiguredResource unit in board.Units)
        {
            Assign(unit);
        }
    }

    private void Assign(ConfiguredResource unit)
    {
        if (unit.IsBusy || unit.IsDone)
        {
            return;
        }

        unit.IsBusy = true;
        if (unit.Kind == ResourceVariant.Clone)
        {
            new CloneInstanceAssigner(board, _merging, Assign).Spread(unit);
        }
        else
        {
            unit.Parts.ForEach(part => Assign(part, PrimitiveInstance.NoNode));
        }

        (unit.IsBusy, unit.IsDone) = (false, true);
    }

    private void Assign(PrimitiveInstance part, int prefer)
    {
        if (part == part.Unit.Whole)
        {
            Assign(part.Unit);
            return;
        }

        if (part.Unit.Kind != ResourceVariant.Single && !part.Unit.IsBusy)
        {
            Assign(part.Unit);
        }

        if (part.IsAssigned || part.IsBusy)
        {
            return;
        }

        part.IsBusy = true;
        part.Follows.ForEach(bond => Follow(part, bond));
        part.Followers.ForEach(bond => part.Scores = _merging.Add(part.Scores, bond.Follower, bond.Share));
        if (part.Meta.IsStopped)
        {
            part.AddAll(-Score.Infinity);
        }

        part.IsLeftUnchanged = part.IsUnmanaged || board.LacksFenceDevice;
        if (part.IsLeftUnchanged)
        {
            board.Assign(part, part.Current);
        }
        else if (board.Options.StopsAllResources)
        {
            board.Assign(part, PrimitiveInstance.NoNode);
        }
        else
        {
            board.Assign(part, Best(part, prefer));
        }

        part.IsBusy = false;
    }

    private void Follow(PrimitiveInstance part, ResolvedColocation bond)
    {
        int[] before = [.. part.Scores];
        Assign(bond.Leader, PrimitiveInstance.NoNode);
        if (bond.LeadingClone is { IsDone: true } clone)
        {
            part.Scores = part.Unit is { Kind: ResourceVariant.Clone, IsInterleaved: true }
                ? ColocationScores.OfCopy(board, part.Scores, clone, bond.Value)
                : ColocationScores.OfClone(board, part.Scores, clone, bond.Value);
        }
        else if (bond.LeadingClone is null && bond.Leader.IsAssigned)
        {
            part.Scores = ColocationScores.OfPart(board, part.Scores, bond.Leader.Node, bond.Value);
        }

        if (bond.Value is < 0 and > -Score.Infinity && !board.IsAnyAvailable(part.Scores))
        {
            part.Scores = before;
        }
    }

    private int Best(PrimitiveInstance part, int prefer)
    {
        int most = _capacity.Ban(part);
        int preferred = prefer == PrimitiveInstance.NoNode ? most : prefer;
        int[] listed = [.. board.Listed.Where(node => part.Scores[node] != PrimitiveInstance.NotAllowed)];
        int[] nodes = NodeTable.Sorted(listed, new NodePreference(board, part.Scores, part.Current));
        if (nodes.Length == 0)
        {
            return PrimitiveInstance.NoNode;
        }

        int best = nodes[0];
        if (
            preferred != PrimitiveInstance.NoNode
            && part.Scores[preferred] != PrimitiveInstance.NotAllowed
            && part.Scores[preferred] >= part.Scores[best]
            && board.IsAvailable(preferred, part.Scores[preferred])
        )
        {
            return preferred;
        }

        bool mayStay =
            part.Scores[best] > 0 && board.IsAvailable(best) && part.Current != PrimitiveInstance.NoNode && board.IsAvailable(part.Current);
        int chosen = mayStay && part.Scores[part.Current] == part.Scores[best] ? part.Current : best;
        return board.IsAvailable(chosen, part.Scores[chosen]) ? chosen : PrimitiveInstance.NoNode;
    }
}

/// <summary>Order of units when capacity counts: priority, score on the current node, other scores.</summary>
internal static class ResourceAssignmentOrder
{
    public static List<ConfiguredResource> Sorted(SchedulingState board, ColocationScoreMerger merging)
    {
        int[] all = [.. Enumerable.Range(0, board.Names.Length)];
        int[] nodes = NodeTable.Sorted(all, new NodePreference(board, new int[all.Length], PrimitiveInstance.NoNode));
        Dictionary<ConfiguredResource, int[]> wishes = board.Units.ToDictionary(unit => unit, unit => merging.Wishes(unit.Face));
        return [.. board.Units.Order(Comparer<ConfiguredResource>.Create((left, right) => Compare(left, right, wishes, nodes)))];
    }

    private static int Compare(ConfiguredResource left, ConfiguredResource right, Dictionary<ConfiguredResource, int[]> wishes, int[] nodes)
    {
        int byPriority = right.Priority.CompareTo(left.Priority);
        int byPlace = byPriority != 0 ? byPriority : AtPlace(right, wishes).CompareTo(AtPlace(left, wishes));
        return byPlace != 0
            ? byPlace
            : nodes.Select(node => Shown(wishes[right][node]).CompareTo(Shown(wishes[left][node]))).FirstOrDefault(order => order != 0);
    }

    private static int AtPlace(ConfiguredResource unit, Dictionary<ConfiguredResource, int[]> wishes) =>
        unit.First.Current is var node && node == PrimitiveInstance.NoNode ? -Score.Infinity : Shown(wishes[unit][node]);

    private static int Shown(int score) => score == PrimitiveInstance.NotAllowed ? -Score.Infinity : score;
}
