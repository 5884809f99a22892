namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Bans nodes without capacity for a part and its mandatory colocations; if all lack it, for the part
/// alone.</summary>
internal sealed class UtilizationCheck(SchedulingState board)
{
    /// <summary>Returns the node with the most free capacity if no node can run all parts; otherwise none.</summary>
    public int Ban(PrimitiveInstance part)
    {
        if (board.Options.PlacementStrategy == PlacementStrategy.Default)
        {
            return PrimitiveInstance.NoNode;
        }

        Dictionary<string, int> together = UtilizationMath.Sum(Together(part).Where(other => !other.IsAssigned));
        List<int> usable = [.. board.Listed.AsEnumerable().Reverse().Where(node => board.IsAvailable(node, part.Scores[node]))];
        if (usable.Exists(node => UtilizationMath.Fits(board.Capacity[node], together)))
        {
            Ban(part, usable, together);
            return PrimitiveInstance.NoNode;
        }

        int Better(int best, int node) => UtilizationMath.Compare(board.Capacity[node], board.Capacity[best]) < 0 ? node : best;
        int most = usable.Count == 0 ? PrimitiveInstance.NoNode : usable.Aggregate(Better);
        Ban(part, usable, part.Resource.Utilization);
        return most;
    }

    private void Ban(PrimitiveInstance part, List<int> nodes, IReadOnlyDictionary<string, int> needs)
    {
        foreach (int node in nodes.Where(node => !UtilizationMath.Fits(board.Capacity[node], needs)))
        {
            part.Add(node, -Score.Infinity);
            part.LacksCapacity = true;
        }
    }

    private static HashSet<PrimitiveInstance> Together(PrimitiveInstance part)
    {
        HashSet<PrimitiveInstance> found = [];
        Queue<PrimitiveInstance> waiting = new([part]);
        while (waiting.TryDequeue(out PrimitiveInstance? next))
        {
            if (found.Add(next))
            {
                next.Follows.Where(bond => bond.Value >= Score.Infinity && bond.LeadingClone is null)
                    .ToList()
                    .ForEach(bond => waiting.Enqueue(bond.Leader));
                next.Followers.Where(bond => bond.Value >= Score.Infinity).ToList().ForEach(bond => waiting.Enqueue(bond.Follower));
            }
        }

        return found;
    }
}
