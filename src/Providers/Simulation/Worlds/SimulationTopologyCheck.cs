using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Checks a topology against a simulation: unknown clouds, too many nodes, nodes that are too large.</summary>
internal static class SimulationTopologyCheck
{
    public static ValueList<Problem> Check(Topology topology, CloudSet clouds)
    {
        ProblemList problems = new();
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (NodeSpec node in topology.Nodes)
        {
            if (clouds.Find(node.Cloud) is not { } cloud)
            {
                problems.Add(CloudProblems.UnknownCloud(node, clouds.Names));
                continue;
            }

            counts[node.Cloud] = counts.GetValueOrDefault(node.Cloud) + 1;
            if (CloudProblems.TooLarge(node, cloud) is { } tooLarge)
            {
                problems.Add(tooLarge);
            }
        }

        foreach ((string name, int count) in counts)
        {
            CheckCapacity(clouds.Find(name)!, count, problems);
        }

        return problems.ToValueList();
    }

    private static void CheckCapacity(SimulatedCloud cloud, int count, ProblemList problems)
    {
        if (count > cloud.Model.QuotaCount)
        {
            problems.Add(CloudProblems.TooMany(cloud, count, CloudShortage.Quota));
        }

        if (count > (long)cloud.Model.CapacityCount - cloud.UsedByOthersCount)
        {
            problems.Add(CloudProblems.TooMany(cloud, count, CloudShortage.Capacity));
        }
    }
}
