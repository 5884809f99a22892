using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Scalewright.Clusters.Telemetry;

/// <summary>Clusters of this process that are not disposed, for the gauge of nodes. References are weak.</summary>
internal static class ActiveClusters
{
    private static readonly ConditionalWeakTable<Cluster, Cluster?> Clusters = [];

    public static void Add(Cluster cluster) => Clusters.Add(cluster, null);

    public static void Remove(Cluster cluster) => Clusters.Remove(cluster);

    public static IEnumerable<Measurement<long>> CountNodes() => Clusters.SelectMany(entry => CountNodes(entry.Key));

    private static IEnumerable<Measurement<long>> CountNodes(Cluster cluster) =>
        cluster
            .States.CountBy(state => state)
            .Select(count => new Measurement<long>(
                count.Value,
                Instruments.Tag("cluster", cluster.Name),
                Instruments.Tag("state", GetName(count.Key))
            ));

    private static string GetName(NodeState state) =>
        state switch
        {
            NodeState.Missing => "missing",
            NodeState.Starting => "starting",
            NodeState.Ready => "ready",
            NodeState.Unreachable => "unreachable",
            NodeState.Terminating => "ending",
            _ => "failed",
        };
}
