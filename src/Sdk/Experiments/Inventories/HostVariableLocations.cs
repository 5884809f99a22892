namespace Scalewright.Experiments.Inventories;

/// <summary>Selects the position of each host's variables: once, at the first occurrence of the host.</summary>
internal sealed class HostVariableLocations
{
    private readonly Dictionary<string, DocumentMap> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _added = new(StringComparer.Ordinal);

    public HostVariableLocations(Inventory inventory)
    {
        HashSet<string> named = [.. inventory.Groups.SelectMany(group => group.Hosts), .. inventory.Ungrouped];
        List<string> loose = [.. inventory.Ungrouped];
        Dictionary<string, string>? groupOf = null;
        foreach (DocumentEntry entry in inventory.HostVars)
        {
            _waiting[entry.Key] = entry.Value as DocumentMap ?? DocumentMap.Empty;
            if (named.Contains(entry.Key))
            {
                continue;
            }

            // Variables of a part of a range, or of a host without another position, need their own line.
            groupOf ??= GroupsOfHosts(inventory);
            HostRange.Expand(entry.Key, out ValueList<string> hosts);
            string? group = hosts.Select(host => groupOf.GetValueOrDefault(host)).FirstOrDefault(name => name is not null);
            if (group is not null && hosts.All(host => groupOf.GetValueOrDefault(host) == group))
            {
                (_added.TryGetValue(group, out List<string>? list) ? list : _added[group] = []).Add(entry.Key);
            }
            else
            {
                loose.Add(entry.Key);
            }
        }

        Loose = [.. loose];
    }

    public ValueList<string> Loose { get; }

    public ValueList<string> GetHosts(InventoryGroup group) =>
        _added.TryGetValue(group.Name, out List<string>? more) ? group.Hosts.AddRange(more) : group.Hosts;

    /// <summary>Returns the variables to write here; empty if they were written before.</summary>
    public DocumentMap Dequeue(string host) => _waiting.Remove(host, out DocumentMap? vars) ? vars : DocumentMap.Empty;

    private static Dictionary<string, string> GroupsOfHosts(Inventory inventory)
    {
        Dictionary<string, string> groups = new(StringComparer.Ordinal);
        foreach (InventoryGroup group in inventory.Groups)
        {
            foreach (string host in HostRange.ExpandAll(group.Hosts))
            {
                groups.TryAdd(host, group.Name);
            }
        }

        return groups;
    }
}
