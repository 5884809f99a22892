using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Compares the state with what exists: the result is what reconciling would adopt, forget and remove. Changes neither.</summary>
/// <param name="State">The state as reconciling leaves it; the state itself where nothing differs.</param>
/// <param name="Resources">What the provider lists.</param>
/// <param name="Differences">Changes of the state, in order.</param>
/// <param name="Orphans">Resources that reconciling removes.</param>
internal sealed record Inspection(
    ClusterState State, ValueList<Resource> Resources, ValueList<StateDifference> Differences, ValueList<Resource> Orphans)
{
    /// <summary>Tells that reconciling would do nothing.</summary>
    public bool IsSettled => Differences.Count == 0 && Orphans.Count == 0;

    /// <summary>Gets everything that reconciling does, as steps of a plan.</summary>
    public ValueList<PlanStep> Steps
    {
        get
        {
            PlanStep[] recorded = [.. Differences.Select(static difference => difference.Step).OfType<PlanStep>()];
            return [.. recorded, .. Removals.StepsOf(Orphans, recorded.Length)];
        }
    }

    /// <summary>Compares a state with what exists. Pure.</summary>
    /// <param name="state">The state; stays as it is.</param>
    /// <param name="resources">What the provider lists of the owner.</param>
    /// <param name="desired">What shall exist: resources that fit it are adopted.</param>
    public static Inspection Of(ClusterState state, ValueList<Resource> resources, Owner owner, Topology desired) =>
        Differs(state, resources)
            ? new InspectionDraft(state.Copy(), resources, owner, desired).Complete()
            : new Inspection(state, resources, [], []);

    private static bool Differs(ClusterState state, ValueList<Resource> resources) =>
        state.HasIntents || !state.IsShownBy(resources, out List<Resource> unknown) || unknown.Count > 0;
}
