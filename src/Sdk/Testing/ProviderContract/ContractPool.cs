using Scalewright;
using Scalewright.Clusters;
using Scalewright.Decisions.Pools;
using Scalewright.Topologies;

namespace ProviderContracts;

/// <summary>The one group of a cluster, as something that has a size.</summary>
internal sealed class ContractPool(Cluster cluster, Func<int, NodeSpec> specify) : IScaledPool
{
    public string Name => cluster.Name;

    public Task<PoolReading> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new PoolReading(cluster.Nodes.Count(node => node.State == NodeState.Ready), cluster.Nodes.Count(node => node.State == NodeState.Starting)));

    public Task ResizeAsync(int size, CancellationToken cancellationToken)
    {
        NodeGroup group = cluster.Topology.Groups.Values.Single();
        ValueList<NodeSpec> nodes = Enumerable.Range(1, size).Select(specify).ToValueList();
        return cluster.ApplyAsync(cluster.Topology with { Groups = cluster.Topology.Groups.With(group.Name, group with { Nodes = nodes }) }, cancellationToken);
    }
}
