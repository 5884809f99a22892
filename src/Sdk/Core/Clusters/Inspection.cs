using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>
/// Comparison of the state with existing resources: the resources that reconciliation adopts, forgets and removes.
/// </summary>
/// <param name="State">State after reconciliation; the current state if nothing differs.</param>
/// <param name="Orphans">Resources that reconciliation removes.</param>
internal sealed record Inspection(
    ClusterState State,
    ValueList<Resource> Resources,
    ValueList<StateDifference> Differences,
    ValueList<Resource> Orphans
)
{
    public bool IsSettled => Differences.Count == 0 && Orphans.Count == 0;

    /// <summary>Reconciliation as steps of a plan.</summary>
    public ValueList<PlanStep> Steps
    {
        get
        {
            PlanStep[] recorded = [.. Differences.Select(static difference => difference.Step).OfType<PlanStep>()];
            return [.. recorded, .. OrphanRemovalRequests.CreateSteps(Orphans, recorded.Length)];
        }
    }

    /// <summary>Compares a state with existing resources. Pure.</summary>
    /// <param name="resources">Resources of the owner that the provider lists.</param>
    /// <param name="desired">Desired topology; matching resources are adopted.</param>
    public static Inspection Create(ClusterState state, ValueList<Resource> resources, Owner owner, Topology desired) =>
        Differs(state, resources)
            ? new InspectionBuilder(state.Copy(), resources, owner, desired).Complete()
            : new Inspection(state, resources, [], []);

    private static bool Differs(ClusterState state, ValueList<Resource> resources) =>
        state.HasIntents || !state.IsShownBy(resources, out List<Resource> unknown) || unknown.Count > 0;
}
