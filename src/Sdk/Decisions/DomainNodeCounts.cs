using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Nodes of a domain, counted by state. Starting nodes count as healthy; missing and failed nodes must be replaced.
/// </summary>
internal sealed class DomainNodeCounts
{
    private DomainNodeCounts(int cloudCount, int nodeCount) => (Healthy, Readings) = (new int[cloudCount], new NodeObservation[nodeCount]);

    public int Ready { get; private set; }

    public int InFlight { get; private set; }

    /// <summary>Numbers of healthy nodes by cloud, in the order of the domain.</summary>
    public int[] Healthy { get; }

    public NodeObservation[] Readings { get; }

    public List<string> UnhealthyNodes { get; } = [];

    public static DomainNodeCounts From(Domain domain, ValueList<NodeSpec> nodes, ReadOnlySpan<NodeState> states)
    {
        DomainNodeCounts counts = new(domain.EffectiveClouds.Count, nodes.Count);
        CloudIndex clouds = new(domain.EffectiveClouds);
        for (int index = 0; index < states.Length; index++)
        {
            NodeSpec node = nodes[index];
            NodeState state = states[index];
            counts.Readings[index] = CreateObservation(state);
            if (state is NodeState.Missing or NodeState.Failed)
            {
                counts.UnhealthyNodes.Add(node.Name);
                continue;
            }

            counts.Ready += state is NodeState.Starting ? 0 : 1;
            counts.InFlight += state is NodeState.Starting ? 1 : 0;
            if (clouds.Find(node.Cloud) is var cloud and >= 0)
            {
                counts.Healthy[cloud]++;
            }
        }

        return counts;
    }

    public static bool IsReady(NodeState state) => state is NodeState.Ready or NodeState.Terminating;

    private static NodeObservation CreateObservation(NodeState state) =>
        new()
        {
            Phase = state switch
            {
                NodeState.Starting => NodePhase.Starting,
                NodeState.Missing or NodeState.Failed => NodePhase.Failed,
                _ => NodePhase.Running,
            },
            IsReady = IsReady(state),
            IsTerminating = state == NodeState.Terminating,
        };
}
