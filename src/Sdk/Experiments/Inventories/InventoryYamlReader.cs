using Scalewright.Documents;

namespace Scalewright.Experiments.Inventories;

/// <summary>Reads the YAML form: groups with <c>hosts</c>, <c>children</c> and <c>vars</c>, each a map.</summary>
internal sealed class InventoryYamlReader(InventoryAssembly assembly)
{
    public void Read(DocumentNode root)
    {
        foreach (DocumentEntry group in Entries(root, "", "groups"))
        {
            assembly.AddGroup(group.Key);
            TakeGroup(group.Key, group.Value);
        }
    }

    private void TakeGroup(string name, DocumentNode content)
    {
        foreach (DocumentEntry part in Entries(content, name, "hosts, children and vars"))
        {
            switch (part.Key)
            {
                case "hosts":
                    TakeHosts(name, part.Value);
                    break;
                case "children":
                    foreach (DocumentEntry child in Entries(part.Value, $"{name}.children", "groups"))
                    {
                        assembly.AddChild(name, child.Key);
                        TakeGroup(child.Key, child.Value);
                    }

                    break;
                case "vars":
                    foreach (DocumentEntry entry in Entries(part.Value, $"{name}.vars", "variables"))
                    {
                        assembly.SetGroupVar(name, entry.Key, entry.Value, entry.KeySpot);
                    }

                    break;
                default:
                    assembly.Problems.AddWarning(ProblemCode.UnknownField, part.KeySpot, $"{name}.{part.Key}", "a group has no such key", "use hosts, children and vars");
                    break;
            }
        }
    }

    private void TakeHosts(string group, DocumentNode hosts)
    {
        foreach (DocumentEntry host in Entries(hosts, $"{group}.hosts", "hosts"))
        {
            (string pattern, DocumentNode? port) = HostPort.Split(host.Key);
            foreach (string name in assembly.AddHosts(group, pattern, host.KeySpot))
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

    /// <summary>A map's entries; a text stands for a map with that key and nothing, and nothing for no entry.</summary>
    private DocumentMap Entries(DocumentNode node, string field, string what)
    {
        switch (node)
        {
            case DocumentMap map:
                return map;
            case DocumentScalar { Scalar: ScalarKind.Null }:
                return DocumentMap.Empty;
            case DocumentScalar { Scalar: ScalarKind.Text } text:
                return new DocumentMap([new DocumentEntry(text.Text, text.Spot, new DocumentScalar(ScalarKind.Null, "", text.Spot))], text.Spot);
            default:
                assembly.Problems.AddError(ProblemCode.WrongType, node.Spot, field, $"{node.Kind} stands where {what} should", "write a map");
                return DocumentMap.Empty;
        }
    }
}
