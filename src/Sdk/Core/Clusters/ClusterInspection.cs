using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Result of inspecting a cluster. Neither its provider nor its state was changed.</summary>
public sealed class ClusterInspection
{
    private readonly ClusterState _state;
    private readonly NodeStatusTable _conditions;
    private readonly Inspection _inspection;

    internal ClusterInspection(ClusterState state, Owner owner, ValueList<Resource> resources, NodeStatusTable conditions)
    {
        (_state, _conditions, Owner) = (state, conditions, owner);
        _inspection = Inspection.Create(state, resources, owner, state.Desired);
    }

    /// <summary>Owner in the ownership tags of the cluster's resources.</summary>
    public Owner Owner { get; }

    /// <summary>Desired topology in the state.</summary>
    public Topology Desired => _state.Desired;

    /// <summary>
    /// Existing topology as reconciliation would record it: with failed nodes marked, without orphaned resources.
    /// </summary>
    public Topology Observed => _conditions.WithFailures(_inspection.State.Recorded);

    /// <summary>Resources of the owner, as the provider lists them.</summary>
    public ValueList<Resource> Resources => _inspection.Resources;

    /// <summary>Problems of the state that did not prevent the inspection.</summary>
    public ValueList<Problem> Warnings { get; internal init; } = [];

    /// <summary>Returns the state of a node; <see cref="NodeState.Missing"/> if the node does not exist.</summary>
    /// <param name="node">Name of the node.</param>
    public NodeState GetNodeState(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _inspection.State.Find(StepTarget.Node, node) is null ? NodeState.Missing : _conditions.GetState(node);
    }

    /// <summary>
    /// Returns the states of nodes, in their order. Failed nodes that are not replaced yet count as starting.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    public NodeState[] ReadStates(ValueList<NodeSpec> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        NodeState[] states = _conditions.ReadStates(nodes);
        foreach (int missing in _inspection.State.FindMissing(nodes))
        {
            states[missing] = NodeState.Missing;
        }

        return states;
    }

    /// <summary>
    /// Returns the reason why a node is not ready; null if it is ready or missing, or without a reason.
    /// </summary>
    /// <param name="node">Name of the node.</param>
    public WaitingReason? FindWaitingReason(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _conditions.FindReason(node);
    }

    /// <summary>
    /// Plans the changes that make the cluster match a topology. The plan starts with the reconciliation steps:
    /// resources to adopt, to forget, or, if orphaned, to remove.
    /// </summary>
    /// <param name="desired">Desired topology. Its name must be empty or the name of the cluster.</param>
    /// <exception cref="ClusterException">The topology has the name of another cluster.</exception>
    public Plan PlanTo(Topology desired)
    {
        ArgumentNullException.ThrowIfNull(desired);
        if (desired.Name.Length > 0 && desired.Name != Owner.Cluster)
        {
            throw new ClusterException(Owner.Cluster, [ClusterProblems.OtherTopology(Owner.Cluster, desired.Name)]);
        }

        Inspection inspection = desired == Desired ? _inspection : Inspection.Create(_state, Resources, Owner, desired);
        return Planner.Plan(_conditions.WithFailures(inspection.State.Recorded), desired).After(inspection.Steps);
    }
}
