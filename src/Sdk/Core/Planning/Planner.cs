using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Computes all plans: provisioning, scaling, repair, resuming after a crash, teardown and dry run.</summary>
public static class Planner
{
    /// <summary>Returns the steps from the observed to the desired topology. Pure: same input, same result.</summary>
    /// <param name="observed">Current topology, at first <see cref="Topology.Empty"/>. <see cref="NodeSpec.Health"/>
    /// marks failed nodes.</param>
    /// <param name="desired">Desired topology, with nodes ordered by number. <see cref="Topology.Empty"/> removes
    /// everything.</param>
    /// <returns>Removals of nodes (those of a group before those of the groups it follows), then networks and groups,
    /// then creations and changes of nodes by group (each after the groups it follows) and number, then removals of
    /// groups and networks. Groups and networks are otherwise in declared order. Empty if nothing changes.</returns>
    public static Plan Plan(Topology observed, Topology desired)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(desired);
        PlanBuilder draft = new(observed, desired);
        draft.DestroyNodes();
        draft.MakeNetworks();
        draft.MakeGroups();
        draft.MakeNodes();
        draft.DestroyGroups();
        draft.DestroyNetworks();
        return new Plan(desired.Name.Length > 0 ? desired.Name : observed.Name, draft.Steps.ToValueList());
    }

    /// <summary>Returns true if a node must be replaced: its location, hardware or startup differs, or it has failed.</summary>
    internal static bool MustReplace(NodeSpec from, NodeSpec to) =>
        from.Health != to.Health
        || from.Cloud != to.Cloud
        || from.Hardware != to.Hardware
        || from.StartupCommands != to.StartupCommands
        || from.StartupScripts != to.StartupScripts
        || from.Files != to.Files;
}
