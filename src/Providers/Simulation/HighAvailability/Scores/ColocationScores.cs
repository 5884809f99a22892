namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Adjusts scores for a leader that has been assigned.</summary>
internal static class ColocationScores
{
    /// <summary>Adds a colocation with a single leader.</summary>
    /// <param name="leaderNode">Node of the leader; <see cref="PrimitiveInstance.NoNode"/> if it has none.</param>
    /// <param name="score">Score of the colocation.</param>
    public static int[] ApplyLeader(SchedulingState scheduling, int[] scores, int leaderNode, int score)
    {
        if (leaderNode == PrimitiveInstance.NoNode && score < 0)
        {
            return scores;
        }

        // A mandatory colocation forbids the other nodes. It does not make the node of the leader better.
        int onLeaderNode = score < Score.Infinity ? score : 0;
        int elsewhere = GetScoreElsewhere(leaderNode, score);
        int[] adjusted = [.. scores];
        for (int node = 0; node < adjusted.Length; node++)
        {
            // No node has the index NoNode, so that without a leader all nodes count as others.
            int added = node == leaderNode ? onLeaderNode : elsewhere;
            adjusted[node] =
                adjusted[node] == PrimitiveInstance.NotAllowed ? PrimitiveInstance.NotAllowed : Score.Add(added, adjusted[node]);
        }

        // An optional colocation that leaves no node is ignored.
        return Math.Abs(score) >= Score.Infinity || scheduling.IsAnyAvailable(adjusted) ? adjusted : scores;
    }

    /// <summary>
    /// Returns the score of nodes without the leader: a mandatory colocation allows no other node, and a leader without
    /// a node makes all nodes worse by the score.
    /// </summary>
    private static int GetScoreElsewhere(int leaderNode, int score) =>
        leaderNode == PrimitiveInstance.NoNode || score >= Score.Infinity ? -score : 0;

    /// <summary>Restricts an interleaved copy to the copy of the leading clone on the best allowed node.</summary>
    public static int[] ApplyInterleavedLeader(SchedulingState scheduling, int[] scores, ConfiguredResource clone, int score)
    {
        int[] available = [.. scheduling.Listed.Where(node => scheduling.IsAvailable(node, scores[node]))];
        int[] nodes = NodeTable.Sorted(available, new NodePreference(scheduling, scores, PrimitiveInstance.NoNode));
        int paired = Array.FindIndex(nodes, node => clone.Parts.Exists(copy => copy.Node == node));
        if (paired >= 0)
        {
            return ApplyLeader(scheduling, scores, nodes[paired], score);
        }

        return score < Score.Infinity ? scores : [.. scores.Select(Ban)];
    }

    /// <summary>Adds a colocation with all copies of a clone. A mandatory one allows only their nodes.</summary>
    public static int[] ApplyLeadingClone(SchedulingState scheduling, int[] scores, ConfiguredResource clone, int score)
    {
        if (score < Score.Infinity)
        {
            return clone.Parts.Aggregate(scores, (adjusted, copy) => ApplyLeader(scheduling, adjusted, copy.Node, score));
        }

        HashSet<int> leaderNodes = [.. clone.Parts.Select(copy => copy.Node)];
        return [.. scores.Select((nodeScore, node) => leaderNodes.Contains(node) ? nodeScore : Ban(nodeScore))];
    }

    private static int Ban(int nodeScore) => nodeScore == PrimitiveInstance.NotAllowed ? nodeScore : -Score.Infinity;
}
