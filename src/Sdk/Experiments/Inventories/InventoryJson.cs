namespace Scalewright.Experiments.Inventories;

/// <summary>
/// Writes an inventory as the JSON of an Ansible inventory script. Every group has the key <c>hosts</c>, because
/// Ansible interprets a group without keys as a host.
/// </summary>
internal static class InventoryJson
{
    public static void Write(Inventory inventory, IBufferWriter<byte> buffer)
    {
        StringBuilder text = new("{\"_meta\": {\"hostvars\": {");
        HashSet<string> ungroupedHosts = WriteHostVars(inventory, text);
        text.Append("}}");
        foreach (InventoryGroup group in inventory.Groups)
        {
            text.Append(",\n");
            JsonText.Append(text, group.Name);
            text.Append(": {\"hosts\": ");
            AppendNames(text, HostRange.ExpandAll(group.Hosts));
            ungroupedHosts.ExceptWith(HostRange.ExpandAll(group.Hosts));
            AppendChildrenAndVars(text, group.Children, group.Vars);
        }

        string[] allUngrouped =
        [
            .. HostRange.ExpandAll(inventory.Ungrouped).Union(ungroupedHosts.Order(StringComparer.Ordinal), StringComparer.Ordinal),
        ];
        if (allUngrouped.Length > 0)
        {
            text.Append(",\n\"ungrouped\": {\"hosts\": ");
            AppendNames(text, allUngrouped);
            text.Append('}');
        }

        HashSet<string> children = [.. inventory.Groups.SelectMany(group => group.Children)];
        text.Append(",\n\"all\": {\"hosts\": []");
        AppendChildrenAndVars(
            text,
            [.. inventory.Groups.Where(group => group.IsTopLevel || !children.Contains(group.Name)).Select(group => group.Name)],
            inventory.Vars
        );
        text.Append("}\n");
        Encoding.UTF8.GetBytes(text.ToString(), buffer);
    }

    /// <summary>Writes the variables of each host and returns the hosts that have variables.</summary>
    private static HashSet<string> WriteHostVars(Inventory inventory, StringBuilder text)
    {
        Dictionary<string, Dictionary<string, DocumentNode>> vars = new(StringComparer.Ordinal);
        foreach (DocumentEntry entry in inventory.HostVars)
        {
            foreach (string host in HostRange.ExpandAll([entry.Key]))
            {
                Dictionary<string, DocumentNode> hostVars = vars.TryGetValue(host, out Dictionary<string, DocumentNode>? existing)
                    ? existing
                    : vars[host] = new(StringComparer.Ordinal);
                foreach (DocumentEntry variable in entry.Value as DocumentMap ?? DocumentMap.Empty)
                {
                    hostVars[variable.Key] = variable.Value;
                }
            }
        }

        string separator = "\n";
        foreach ((string host, Dictionary<string, DocumentNode> hostVars) in vars)
        {
            text.Append(separator);
            JsonText.Append(text, host);
            text.Append(": ");
            JsonText.Append(text, new DocumentMap(hostVars.Select(entry => new DocumentEntry(entry.Key, default, entry.Value))));
            separator = ",\n";
        }

        return [.. vars.Keys];
    }

    private static void AppendChildrenAndVars(StringBuilder text, ValueList<string> children, DocumentMap vars)
    {
        if (children.Count > 0)
        {
            text.Append(", \"children\": ");
            AppendNames(text, children);
        }

        if (vars.Count > 0)
        {
            text.Append(", \"vars\": ");
            JsonText.Append(text, vars);
        }

        text.Append('}');
    }

    private static void AppendNames(StringBuilder text, IEnumerable<string> names) =>
        JsonText.Append(text, new DocumentList(names.Select(name => new DocumentScalar(ScalarKind.Text, name))));
}
