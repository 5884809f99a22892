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
    private readonly Inspection _found;

    internal ClusterInspection(
        ClusterState state, Owner owner, ValueList<Resource> resources, NodeStatusTable conditions)
    {
        (_state, _conditions, Owner) = (state, conditions, owner);
        _found = Inspection.Of(state, resources, owner, state.Wanted);
    }

    /// <summary>Owner on the ownership tags of the cluster's resources.</summary>
    public Owner Owner { get; }

    /// <summary>Desired topology in the state.</summary>
    public Topology Desired => _state.Wanted;

    /// <summary>Existing topology as reconciling would record it: failed nodes marked, no orphans.</summary>
    public Topology Observed => _conditions.Mark(_found.State.Recorded);

    /// <summary>Resources of the owner, as the provider lists them.</summary>
    public ValueList<Resource> Resources => _found.Resources;

    /// <summary>Problems of the state that did not prevent the inspection.</summary>
    public ValueList<Problem> Warnings { get; internal init; } = [];

    /// <summary>Returns the state of a node; <see cref="NodeState.Missing"/> for one that does not exist.</summary>
    /// <param name="node">Name of the node.</param>
    public NodeState GetNodeState(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _found.State.Find(StepTarget.Node, node) is null ? NodeState.Missing : _conditions.StateOf(node);
    }

    /// <summary>
    /// Plans the changes that turn the cluster into a topology. Starts with the resources that reconciling adopts,
    /// forgets, or, if orphaned, removes.
    /// </summary>
    /// <param name="desired">Desired topology, with the name of the cluster or without a name.</param>
    /// <exception cref="ClusterException">The topology has the name of another cluster.</exception>
    public Plan PlanTo(Topology desired)
    {
        ArgumentNullException.ThrowIfNull(desired);
        if (desired.Name.Length > 0 && desired.Name != Owner.Cluster)
        {
            throw new ClusterException(Owner.Cluster, [ClusterProblems.OtherTopology(Owner.Cluster, desired.Name)]);
        }

        Inspection found = desired == Desired ? _found : Inspection.Of(_state, Resources, Owner, desired);
        return Planner.Plan(_conditions.Mark(found.State.Recorded), desired).After(found.Steps);
    }
}
