namespace Scalewright.Experiments.Inventories;

/// <summary>An inventory with every range expanded and every variable where it counts.</summary>
/// <param name="Hosts">All hosts, in the order they are named first.</param>
/// <param name="HostVars">The variables of each host in ordinal order, hosts without any left out.</param>
/// <param name="Groups">The groups, <c>all</c> and <c>ungrouped</c> among them, with the names of their hosts and children.</param>
public sealed record ResolvedInventory(ValueList<string> Hosts, DocumentMap HostVars, ValueList<InventoryGroup> Groups);
