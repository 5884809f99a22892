namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Adjusts scores for a leader that has been assigned.</summary>
internal static class ColocationScores
{
    public static int[] OfPart(SchedulingState board, int[] scores, int leader, int value)
    {
        if (leader == PrimitiveInstance.NoNode && value < 0)
        {
            return scores;
        }

        int[] work = [.. scores];
        int together = value < Score.Infinity ? value : 0;
        for (int node = 0; node < work.Length; node++)
        {
            int added = (leader == PrimitiveInstance.NoNode || node != leader) ? Apart(leader, value) : together;
            work[node] = work[node] == PrimitiveInstance.NotAllowed ? PrimitiveInstance.NotAllowed : Score.Add(added, work[node]);
        }

        return Math.Abs(value) >= Score.Infinity || board.IsAnyAvailable(work) ? work : scores;
    }

    /// <summary>Returns the score of nodes without the leader: a mandatory colocation allows no other node.</summary>
    private static int Apart(int leader, int value) => leader == PrimitiveInstance.NoNode || value >= Score.Infinity ? -value : 0;

    /// <summary>Restricts an interleaved copy to the copy of the leading clone on the best allowed node.</summary>
    public static int[] OfCopy(SchedulingState board, int[] scores, ConfiguredResource clone, int value)
    {
        int[] available = [.. board.Listed.Where(node => board.IsAvailable(node, scores[node]))];
        int[] nodes = NodeTable.Sorted(available, new NodePreference(board, scores, PrimitiveInstance.NoNode));
        int paired = Array.FindIndex(nodes, node => clone.Parts.Exists(copy => copy.Node == node));
        if (paired >= 0)
        {
            return OfPart(board, scores, nodes[paired], value);
        }

        static int Banned(int score) => score == PrimitiveInstance.NotAllowed ? score : -Score.Infinity;
        return value < Score.Infinity ? scores : [.. scores.Select(Banned)];
    }

    public static int[] OfClone(SchedulingState board, int[] scores, ConfiguredResource clone, int value)
    {
        if (value < Score.Infinity)
        {
            return clone.Parts.Aggregate(scores, (work, copy) => OfPart(board, work, copy.Node, value));
        }

        HashSet<int> places = [.. clone.Parts.Select(copy => copy.Node)];
        return
        [
            .. scores.Select((score, node) => score == PrimitiveInstance.NotAllowed || places.Contains(node) ? score : -Score.Infinity),
        ];
    }
}
