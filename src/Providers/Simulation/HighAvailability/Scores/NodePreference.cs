namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Orders nodes for a part.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><see cref="PlacementStrategy.Minimal"/>: score, name.</item>
/// <item><see cref="PlacementStrategy.Balanced"/>: score, free capacity, number of parts, current node, name.</item>
/// <item>Other strategies: score, number of parts, current node, name.</item>
/// </list>
/// </remarks>
/// <param name="currentNode">Node of the part.</param>
internal sealed class NodePreference(SchedulingState scheduling, int[] scores, int currentNode) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        if (x == y)
        {
            return 0;
        }

        int byScore = GetScore(y).CompareTo(GetScore(x));
        if (byScore != 0)
        {
            return byScore;
        }

        if (scheduling.Options.PlacementStrategy == PlacementStrategy.Minimal)
        {
            return string.CompareOrdinal(scheduling.Names[x], scheduling.Names[y]);
        }

        int byFreeCapacity =
            scheduling.Options.PlacementStrategy == PlacementStrategy.Balanced
                ? UtilizationMath.Compare(scheduling.Capacity[x], scheduling.Capacity[y])
                : 0;
        if (byFreeCapacity != 0)
        {
            return byFreeCapacity;
        }

        int byPartCount = scheduling.Load[x].CompareTo(scheduling.Load[y]);
        if (byPartCount != 0)
        {
            return byPartCount;
        }

        if (x == currentNode)
        {
            return -1;
        }

        return y == currentNode ? 1 : string.CompareOrdinal(scheduling.Names[x], scheduling.Names[y]);
    }

    private int GetScore(int node) => scheduling.IsAvailable(node) ? scores[node] : -Score.Infinity;
}
