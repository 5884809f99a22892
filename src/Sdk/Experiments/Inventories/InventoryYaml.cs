namespace Scalewright.Experiments.Inventories;

/// <summary>Writes an inventory as YAML: texts in double quotes, each child below its first parent.</summary>
internal sealed class InventoryYaml
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, InventoryGroup> _groups;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly HostVariableLocations _vars;

    private InventoryYaml(Inventory inventory)
    {
        _groups = inventory.Groups.ToDictionary(group => group.Name, StringComparer.Ordinal);
        _vars = new HostVariableLocations(inventory);
    }

    public static void Write(Inventory inventory, IBufferWriter<byte> buffer)
    {
        InventoryYaml yaml = new(inventory);
        yaml.WriteAll(inventory);
        Encoding.UTF8.GetBytes(yaml._text.ToString(), buffer);
    }

    private void WriteAll(Inventory inventory)
    {
        HashSet<string> children = [.. inventory.Groups.SelectMany(group => group.Children)];
        InventoryGroup[] roots =
        [
            .. inventory
                .Groups.Where(group => !children.Contains(group.Name) || group.IsTopLevel)
                .OrderBy(group => children.Contains(group.Name)),
        ];
        ValueList<string> loose = _vars.Loose;
        _text.Append(roots.Length + loose.Count + inventory.Vars.Count == 0 ? "all: {}\n" : "all:\n");
        WriteVars(inventory.Vars, "  ");
        if (roots.Length + loose.Count > 0)
        {
            _text.Append("  children:\n");
        }

        foreach (InventoryGroup root in roots)
        {
            WriteGroup(root.Name, "    ");
        }

        if (loose.Count > 0)
        {
            _text.Append("    ungrouped:\n");
            WriteHosts(loose, "      ");
        }
    }

    private void WriteGroup(string name, string indent)
    {
        _text.Append(indent);
        JsonText.AppendKey(_text, name);
        if (!_groups.TryGetValue(name, out InventoryGroup? group) || !_written.Add(name))
        {
            _text.Append(": {}\n");
            return;
        }

        ValueList<string> hosts = _vars.GetHosts(group);
        _text.Append(hosts.Count + group.Children.Count + group.Vars.Count == 0 ? ": {}\n" : ":\n");
        string inner = indent + "  ";
        WriteHosts(hosts, inner);
        if (group.Children.Count > 0)
        {
            _text.Append(inner).Append("children:\n");
            foreach (string child in group.Children)
            {
                WriteGroup(child, inner + "  ");
            }
        }

        WriteVars(group.Vars, inner);
    }

    private void WriteHosts(ValueList<string> hosts, string indent)
    {
        if (hosts.Count == 0)
        {
            return;
        }

        _text.Append(indent).Append("hosts:\n");
        foreach (string host in hosts)
        {
            _text.Append(indent).Append("  ");
            JsonText.AppendKey(_text, host);
            DocumentMap vars = _vars.Dequeue(host);
            _text.Append(vars.Count == 0 ? ": {}\n" : ":\n");
            WriteEntries(vars, indent + "    ");
        }
    }

    private void WriteVars(DocumentMap vars, string indent)
    {
        if (vars.Count > 0)
        {
            _text.Append(indent).Append("vars:\n");
            WriteEntries(vars, indent + "  ");
        }
    }

    private void WriteEntries(DocumentMap vars, string indent)
    {
        foreach (DocumentEntry entry in vars)
        {
            _text.Append(indent);
            JsonText.AppendKey(_text, entry.Key);
            _text.Append(": ");
            JsonText.Append(_text, entry.Value, LiteralForm.Yaml);
            _text.Append('\n');
        }
    }
}
