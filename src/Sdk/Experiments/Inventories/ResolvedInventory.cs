namespace Scalewright.Experiments.Inventories;

/// <summary>An inventory with expanded ranges and final variables.</summary>
/// <param name="Hosts">All hosts, in order of first occurrence.</param>
/// <param name="HostVars">Variables of each host in ordinal order. Hosts without variables are omitted.</param>
/// <param name="Groups">The groups, including <c>all</c> and <c>ungrouped</c>, with the names of their hosts and
/// children.</param>
public sealed record ResolvedInventory(ValueList<string> Hosts, DocumentMap HostVars, ValueList<InventoryGroup> Groups);
