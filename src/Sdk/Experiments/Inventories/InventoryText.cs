namespace Scalewright.Experiments.Inventories;

/// <summary>Reads and writes Ansible inventories.</summary>
public static class InventoryText
{
    private static readonly ReadLimits Limits = new() { MaxBytes = 256 << 20, MaxNodes = 20_000_000 };

    /// <summary>Writes an inventory.</summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="format">The format. Dynamic JSON has no ranges, so they are expanded.</param>
    /// <param name="buffer">Destination of the bytes.</param>
    /// <exception cref="ExperimentException"><see cref="Inventory.Check"/> reports a problem; nothing is
    /// written.</exception>
    public static void Write(Inventory inventory, InventoryFormat format, IBufferWriter<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(buffer);
        if (inventory.Check() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems);
        }

        switch (format)
        {
            case InventoryFormat.Ini:
                InventoryIni.Write(inventory, buffer);
                break;
            case InventoryFormat.DynamicJson:
                InventoryJson.Write(inventory, buffer);
                break;
            default:
                InventoryYaml.Write(inventory, buffer);
                break;
        }
    }

    /// <summary>Reads an inventory as Ansible does.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="format">The format.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <returns>The inventory, or all problems. No input causes an exception.</returns>
    public static InventoryReadResult Read(ReadOnlyMemory<byte> utf8, InventoryFormat format, string source = "")
    {
        InventoryBuilder assembly = new(new ProblemList(source));
        if (format == InventoryFormat.Ini)
        {
            new InventoryIniReader(assembly).Read(utf8);
            return assembly.Finish();
        }

        Document document = DocumentReader.Read(utf8, format == InventoryFormat.Yaml ? Dialect.Yaml11 : Dialect.Json, Limits, source);
        if (document.Root is null)
        {
            return new InventoryReadResult(null, document.Problems);
        }

        if (format == InventoryFormat.Yaml)
        {
            new InventoryYamlReader(assembly).Read(document.Root);
        }
        else
        {
            new InventoryJsonReader(assembly).Read(document.Root);
        }

        return assembly.Finish();
    }
}

/// <summary>Writes INI with Python literals. A text that looks like another literal is written in nested
/// quotes.</summary>
internal static class InventoryIni
{
    public static void Write(Inventory inventory, IBufferWriter<byte> buffer)
    {
        StringBuilder text = new();
        HostVariableLocations locations = new(inventory);
        WriteHosts(text, locations.Loose, locations);
        foreach (InventoryGroup group in inventory.Groups)
        {
            text.Append(text.Length == 0 ? "[" : "\n[").Append(group.Name).Append("]\n");
            WriteHosts(text, locations.GetHosts(group), locations);
            WriteChildren(text, group.Name, group.Children);
            WriteVars(text, group.Name, group.Vars);
        }

        HashSet<string> children = [.. inventory.Groups.SelectMany(group => group.Children)];
        WriteChildren(
            text,
            Inventory.All,
            [.. inventory.Groups.Where(group => group.IsTopLevel && children.Contains(group.Name)).Select(group => group.Name)]
        );
        WriteVars(text, Inventory.All, inventory.Vars);
        Encoding.UTF8.GetBytes(text.ToString(), buffer);
    }

    private static void WriteHosts(StringBuilder text, ValueList<string> hosts, HostVariableLocations locations)
    {
        foreach (string host in hosts)
        {
            DocumentMap vars = locations.Dequeue(host);
            ValueList<string> names = [host];
            if (host[0] == '[')
            {
                // At the start of a line, a bracket would start a section.
                HostRange.Expand(host, out names);
            }

            foreach (string name in names)
            {
                text.Append(name);
                foreach (DocumentEntry entry in vars)
                {
                    text.Append(' ').Append(entry.Key).Append('=').Append(PythonLiteral.FormatHostVariable(entry.Value));
                }

                text.Append('\n');
            }
        }
    }

    private static void WriteChildren(StringBuilder text, string group, ValueList<string> children)
    {
        if (children.Count == 0)
        {
            return;
        }

        text.Append("\n[").Append(group).Append(":children]\n");
        foreach (string child in children)
        {
            text.Append(child).Append('\n');
        }
    }

    private static void WriteVars(StringBuilder text, string group, DocumentMap vars)
    {
        if (vars.Count == 0)
        {
            return;
        }

        text.Append("\n[").Append(group).Append(":vars]\n");
        foreach (DocumentEntry entry in vars)
        {
            text.Append(entry.Key).Append('=').Append(PythonLiteral.FormatGroupVariable(entry.Value)).Append('\n');
        }
    }
}

/// <summary>Reads the YAML form: groups with <c>hosts</c>, <c>children</c> and <c>vars</c>, each a map.</summary>
internal sealed class InventoryYamlReader(InventoryBuilder assembly)
{
    public void Read(DocumentNode root)
    {
        foreach (DocumentEntry group in Entries(root, "", "groups"))
        {
            assembly.AddGroup(group.Key);
            ReadGroup(group.Key, group.Value);
        }
    }

    private void ReadGroup(string name, DocumentNode content)
    {
        foreach (DocumentEntry part in Entries(content, name, "hosts, children and vars"))
        {
            switch (part.Key)
            {
                case "hosts":
                    ReadHosts(name, part.Value);
                    break;
                case "children":
                    foreach (DocumentEntry child in Entries(part.Value, $"{name}.children", "groups"))
                    {
                        assembly.AddChild(name, child.Key);
                        ReadGroup(child.Key, child.Value);
                    }

                    break;
                case "vars":
                    foreach (DocumentEntry entry in Entries(part.Value, $"{name}.vars", "variables"))
                    {
                        assembly.SetGroupVar(name, entry.Key, entry.Value, entry.KeyPosition);
                    }

                    break;
                default:
                    assembly.Problems.AddWarning(
                        ProblemCode.UnknownField,
                        part.KeyPosition,
                        $"{name}.{part.Key}",
                        "a group has no such key",
                        "use hosts, children and vars"
                    );
                    break;
            }
        }
    }

    private void ReadHosts(string group, DocumentNode hosts)
    {
        foreach (DocumentEntry host in Entries(hosts, $"{group}.hosts", "hosts"))
        {
            (string pattern, DocumentNode? port) = HostPort.Split(host.Key);
            foreach (string name in assembly.AddHosts(group, pattern, host.KeyPosition))
            {
                if (port is not null)
                {
                    assembly.SetHostVar(name, HostPort.Key, port);
                }

                foreach (DocumentEntry entry in Entries(host.Value, $"{group}.hosts.{host.Key}", "variables"))
                {
                    assembly.SetHostVar(name, entry.Key, entry.Value);
                }
            }
        }
    }

    /// <summary>Returns the entries of a map. A text is a key without a value; null is an empty map.</summary>
    private DocumentMap Entries(DocumentNode node, string field, string expected)
    {
        switch (node)
        {
            case DocumentMap map:
                return map;
            case DocumentScalar { ScalarKind: ScalarKind.Null }:
                return DocumentMap.Empty;
            case DocumentScalar { ScalarKind: ScalarKind.Text } text:
                return new DocumentMap(
                    [new DocumentEntry(text.Text, text.Position, new DocumentScalar(ScalarKind.Null, "", text.Position))],
                    text.Position
                );
            default:
                assembly.Problems.AddError(
                    ProblemCode.WrongType,
                    node.Position,
                    field,
                    $"expected {expected}, found {node.Description}",
                    "write a map"
                );
                return DocumentMap.Empty;
        }
    }
}
