namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Which unit gets its node first where capacity counts: priority, then the wish for where it is, then any stronger wish.</summary>
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
