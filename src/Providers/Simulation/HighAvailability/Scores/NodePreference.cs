namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Orders nodes for a part: score, free capacity, number of parts, current node, name.</summary>
internal sealed class NodePreference(SchedulingState scheduling, int[] scores, int active) : IComparer<int>
{
    public int Compare(int x, int y)
    {
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

        int byLoad = scheduling.Load[x].CompareTo(scheduling.Load[y]);
        if (byLoad != 0)
        {
            return byLoad;
        }

        int byName = string.CompareOrdinal(scheduling.Names[x], scheduling.Names[y]);
        return (x == active, y == active) switch
        {
            (true, _) => -1,
            (_, true) => 1,
            _ => byName,
        };
    }

    private int GetScore(int node) => scheduling.IsAvailable(node) ? scores[node] : -Score.Infinity;
}
