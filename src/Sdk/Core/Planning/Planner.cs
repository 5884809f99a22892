using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>The only place that decides what to do: first provisioning, scaling, repair, going on after a crash, teardown and dry run are all this function.</summary>
public static class Planner
{
    /// <summary>Lists what must change. Pure: same input, same steps, same order.</summary>
    /// <param name="observed">What exists; <see cref="Topology.Empty"/> at first. A node that does not work says so in <see cref="NodeSpec.Health"/>.</param>
    /// <param name="desired">What shall exist; <see cref="Topology.Empty"/> to remove everything. Nodes of a group are in the order of their numbers.</param>
    /// <returns>Removals of nodes, then networks and groups, then creations and changes of nodes, by group and number, then removals of
    /// groups and networks; empty when nothing is to be done.</returns>
    public static Plan Plan(Topology observed, Topology desired)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(desired);
        PlanDraft draft = new(observed, desired);
        draft.DestroyNodes();
        draft.MakeNetworks();
        draft.MakeGroups();
        draft.MakeNodes();
        draft.DestroyGroups();
        draft.DestroyNetworks();
        return new Plan(desired.Name.Length > 0 ? desired.Name : observed.Name, draft.Steps.ToValueList());
    }

    /// <summary>True when a node cannot become another in place: it moves, is made of something else, starts otherwise, or does not work.</summary>
    internal static bool MustReplace(NodeSpec from, NodeSpec to) =>
        from.Health != to.Health
        || from.Cloud != to.Cloud
        || from.Hardware != to.Hardware
        || from.StartupCommands != to.StartupCommands
        || from.StartScripts != to.StartScripts
        || from.Files != to.Files;
}
