namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Bans nodes without capacity for a part and its mandatory colocations; if all lack it, for the part
/// alone.</summary>
internal sealed class UtilizationCheck(SchedulingState scheduling)
{
    /// <summary>Returns the node with the most free capacity if no node can run all parts; otherwise none.</summary>
    public int Ban(PrimitiveInstance part)
    {
        if (scheduling.Options.PlacementStrategy == PlacementStrategy.Default)
        {
            return PrimitiveInstance.NoNode;
        }

        Dictionary<string, int> together = UtilizationMath.Sum(FindColocated(part).Where(instance => !instance.IsAssigned));
        List<int> usable = [.. scheduling.Listed.AsEnumerable().Reverse().Where(node => scheduling.IsAvailable(node, part.Scores[node]))];
        if (usable.Exists(node => UtilizationMath.Fits(scheduling.Capacity[node], together)))
        {
            BanTooSmall(part, usable, together);
            return PrimitiveInstance.NoNode;
        }

        int Better(int best, int node) => UtilizationMath.Compare(scheduling.Capacity[node], scheduling.Capacity[best]) < 0 ? node : best;
        int most = usable.Count == 0 ? PrimitiveInstance.NoNode : usable.Aggregate(Better);
        BanTooSmall(part, usable, part.Resource.Utilization);
        return most;
    }

    private void BanTooSmall(PrimitiveInstance part, List<int> nodes, IReadOnlyDictionary<string, int> needs)
    {
        foreach (int node in nodes.Where(node => !UtilizationMath.Fits(scheduling.Capacity[node], needs)))
        {
            part.Add(node, -Score.Infinity);
            part.LacksCapacity = true;
        }
    }

    private static HashSet<PrimitiveInstance> FindColocated(PrimitiveInstance part)
    {
        HashSet<PrimitiveInstance> instances = [];
        Queue<PrimitiveInstance> waiting = new([part]);
        while (waiting.TryDequeue(out PrimitiveInstance? next))
        {
            if (instances.Add(next))
            {
                foreach (PrimitiveInstance colocated in FindMandatory(next))
                {
                    waiting.Enqueue(colocated);
                }
            }
        }

        return instances;
    }

    private static IEnumerable<PrimitiveInstance> FindMandatory(PrimitiveInstance part) =>
        [
            .. part
                .Follows.Where(colocation => colocation.Value >= Score.Infinity && colocation.LeadingClone is null)
                .Select(colocation => colocation.Leader),
            .. part.Followers.Where(colocation => colocation.Value >= Score.Infinity).Select(colocation => colocation.Follower),
        ];
}
