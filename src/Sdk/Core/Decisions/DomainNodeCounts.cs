using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Counts nodes by state. Starting nodes count as healthy; missing and failed nodes must be replaced.
/// </summary>
internal sealed class DomainNodeCounts
{
    private DomainNodeCounts(int clouds, int nodes) =>
        (Healthy, Readings) = (new int[clouds], new NodeObservation[nodes]);

    public int Ready { get; private set; }

    public int InFlight { get; private set; }

    public int[] Healthy { get; }

    public NodeObservation[] Readings { get; }

    public List<string> UnhealthyNodes { get; } = [];

    public static DomainNodeCounts From(Domain domain, ValueList<NodeSpec> nodes, ReadOnlySpan<NodeState> states)
    {
        DomainNodeCounts census = new(domain.EffectiveClouds.Count, nodes.Count);
        CloudIndex clouds = new(domain.EffectiveClouds);
        for (int index = 0; index < states.Length; index++)
        {
            NodeSpec node = nodes[index];
            NodeState state = states[index];
            census.Readings[index] = GetReading(state);
            if (state is NodeState.Missing or NodeState.Failed)
            {
                census.UnhealthyNodes.Add(node.Name);
                continue;
            }

            census.Ready += state is NodeState.Starting ? 0 : 1;
            census.InFlight += state is NodeState.Starting ? 1 : 0;
            if (clouds.Find(node.Cloud) is var cloud and >= 0)
            {
                census.Healthy[cloud]++;
            }
        }

        return census;
    }

    public static bool IsReady(NodeState state) => state is NodeState.Ready or NodeState.Terminating;

    private static NodeObservation GetReading(NodeState state) => new()
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
