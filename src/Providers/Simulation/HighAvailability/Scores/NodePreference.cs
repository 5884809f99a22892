namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Orders nodes for a part: score, free capacity, number of parts, current node, name.</summary>
internal sealed class NodePreference(SchedulingState board, int[] scores, int active) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        int byScore = ScoreOf(y).CompareTo(ScoreOf(x));
        if (byScore != 0)
        {
            return byScore;
        }

        if (board.Options.PlacementStrategy == PlacementStrategy.Minimal)
        {
            return string.CompareOrdinal(board.Names[x], board.Names[y]);
        }

        int byRoom = board.Options.PlacementStrategy == PlacementStrategy.Balanced
            ? UtilizationMath.Compare(board.Room[x], board.Room[y])
            : 0;
        if (byRoom != 0)
        {
            return byRoom;
        }

        int byLoad = board.Load[x].CompareTo(board.Load[y]);
        if (byLoad != 0)
        {
            return byLoad;
        }

        int byName = string.CompareOrdinal(board.Names[x], board.Names[y]);
        return (x == active, y == active) switch { (true, _) => -1, (_, true) => 1, _ => byName };
    }

    private int ScoreOf(int node) => board.IsAvailable(node) ? scores[node] : -Score.Infinity;
}
