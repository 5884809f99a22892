namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Assigns a node to every part in order, as Pacemaker 2.1 does.</summary>
internal sealed class Assigner(Board board)
{
    private readonly Merging _merging = new(board);
    private readonly Capacity _capacity = new(board);

    public void AssignAll()
    {
        if (board.Options.Strategy != PlacementStrategy.Default)
        {
            board.Units = UnitOrder.Sorted(board, _merging);
        }

        foreach (Unit unit in board.Units)
        {
            Assign(unit);
        }
    }

    private void Assign(Unit unit)
    {
        if (unit.IsBusy || unit.IsDone)
        {
            return;
        }

        unit.IsBusy = true;
        if (unit.Kind == UnitKind.Clone)
        {
            new CopySpread(board, _merging, Assign).Spread(unit);
        }
        else
        {
            unit.Parts.ForEach(part => Assign(part, Part.Nowhere));
        }

        (unit.IsBusy, unit.IsDone) = (false, true);
    }

    private void Assign(Part part, int prefer)
    {
        if (part == part.Unit.Whole)
        {
            Assign(part.Unit);
            return;
        }

        if (part.Unit.Kind != UnitKind.Single && !part.Unit.IsBusy)
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

        part.IsLeftAlone = part.IsUnmanaged || board.LacksFenceDevice;
        if (part.IsLeftAlone)
        {
            board.Take(part, part.Current);
        }
        else if (board.Options.StopsAll)
        {
            board.Take(part, Part.Nowhere);
        }
        else
        {
            board.Take(part, Best(part, prefer));
        }

        part.IsBusy = false;
    }

    private void Follow(Part part, Bond bond)
    {
        int[] before = [.. part.Scores];
        Assign(bond.Leader, Part.Nowhere);
        if (bond.LeadingClone is { IsDone: true } clone)
        {
            part.Scores = part.Unit is { Kind: UnitKind.Clone, IsInterleaved: true }
                ? Following.OfCopy(board, part.Scores, clone, bond.Value)
                : Following.OfClone(board, part.Scores, clone, bond.Value);
        }
        else if (bond.LeadingClone is null && bond.Leader.IsAssigned)
        {
            part.Scores = Following.OfPart(board, part.Scores, bond.Leader.Node, bond.Value);
        }

        if (bond.Value is < 0 and > -Score.Infinity && !board.IsAnyAvailable(part.Scores))
        {
            part.Scores = before;
        }
    }

    private int Best(Part part, int prefer)
    {
        int most = _capacity.Ban(part);
        int wanted = prefer == Part.Nowhere ? most : prefer;
        int[] listed = [.. board.Listed.Where(node => part.Scores[node] != Part.NotListed)];
        int[] nodes = NodeTable.Sorted(listed, new NodeOrder(board, part.Scores, part.Current));
        if (nodes.Length == 0)
        {
            return Part.Nowhere;
        }

        int best = nodes[0];
        if (wanted != Part.Nowhere && part.Scores[wanted] != Part.NotListed && part.Scores[wanted] >= part.Scores[best] && board.IsAvailable(wanted, part.Scores[wanted]))
        {
            return wanted;
        }

        bool mayStay = part.Scores[best] > 0 && board.IsAvailable(best) && part.Current != Part.Nowhere && board.IsAvailable(part.Current);
        int chosen = mayStay && part.Scores[part.Current] == part.Scores[best] ? part.Current : best;
        return board.IsAvailable(chosen, part.Scores[chosen]) ? chosen : Part.Nowhere;
    }
}

/// <summary>Order of units when capacity counts: priority, score on the current node, other scores.</summary>
internal static class UnitOrder
{
    public static List<Unit> Sorted(Board board, Merging merging)
    {
        int[] all = [.. Enumerable.Range(0, board.Names.Length)];
        int[] nodes = NodeTable.Sorted(all, new NodeOrder(board, new int[all.Length], Part.Nowhere));
        Dictionary<Unit, int[]> wishes = board.Units.ToDictionary(unit => unit, unit => merging.Wishes(unit.Face));
        return [.. board.Units.Order(Comparer<Unit>.Create((left, right) => Compare(left, right, wishes, nodes)))];
    }

    private static int Compare(Unit left, Unit right, Dictionary<Unit, int[]> wishes, int[] nodes)
    {
        int byPriority = right.Priority.CompareTo(left.Priority);
        int byPlace = byPriority != 0 ? byPriority : AtPlace(right, wishes).CompareTo(AtPlace(left, wishes));
        return byPlace != 0 ? byPlace : nodes.Select(node => Shown(wishes[right][node]).CompareTo(Shown(wishes[left][node]))).FirstOrDefault(order => order != 0);
    }

    private static int AtPlace(Unit unit, Dictionary<Unit, int[]> wishes) => unit.First.Current is var node && node == Part.Nowhere ? -Score.Infinity : Shown(wishes[unit][node]);

    private static int Shown(int score) => score == Part.NotListed ? -Score.Infinity : score;
}
