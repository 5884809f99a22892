namespace Scalewright.Experiments.Inventories;

/// <summary>Reads the <c>--list</c> output of an inventory script. Names are not ranges.</summary>
internal sealed class InventoryJsonReader(InventoryBuilder assembly)
{
    private const string Meta = "_meta";
    private static readonly DocumentList None = new([]);

    public void Read(DocumentNode root)
    {
        if (root is not DocumentMap map)
        {
            assembly.Problems.AddError(
                ProblemCode.WrongType,
                root.Position,
                "",
                $"{root.Description} stands where groups should",
                "write a map of groups"
            );
            return;
        }

        foreach (DocumentEntry group in map.Where(entry => entry.Key != Meta))
        {
            assembly.AddGroup(group.Key);
            ReadGroup(group.Key, group.Value);
        }

        if (map[Meta] is DocumentMap meta && meta["hostvars"] is DocumentMap hosts)
        {
            ReadHostVars(hosts);
        }
    }

    private void ReadGroup(string name, DocumentNode content)
    {
        if (content is DocumentMap map && map["hosts"] is null && map["children"] is null && map["vars"] is null)
        {
            // Ansible: an object without any of the three keys is a host of that name, and the object holds the
            // variables of the group.
            assembly.AddHosts(name, name, map.Position, isRange: false);
            ReadVars(name, map);
            return;
        }

        DocumentMap? parts = content as DocumentMap;
        foreach (DocumentNode host in Items(parts is null ? content : parts["hosts"], $"{name}.hosts"))
        {
            assembly.AddHosts(name, Text(host), host.Position, isRange: false);
        }

        foreach (DocumentNode child in Items(parts?["children"], $"{name}.children"))
        {
            assembly.AddChild(name, Text(child));
        }

        ReadVars(name, parts?["vars"]);
    }

    private void ReadVars(string group, DocumentNode? vars)
    {
        if (vars is null)
        {
            return;
        }

        if (vars is not DocumentMap map)
        {
            AddError(vars, $"{group}.vars", "a map");
            return;
        }

        foreach (DocumentEntry entry in map)
        {
            assembly.SetGroupVar(group, entry.Key, entry.Value, entry.KeyPosition);
        }
    }

    private void ReadHostVars(DocumentMap hosts)
    {
        // Ansible requests variables only for hosts in a group.
        foreach (DocumentEntry host in hosts.Where(host => assembly.HasHost(host.Key)))
        {
            if (host.Value is not DocumentMap vars)
            {
                AddError(host.Value, $"_meta.hostvars.{host.Key}", "a map");
                continue;
            }

            foreach (DocumentEntry entry in vars)
            {
                assembly.SetHostVar(host.Key, entry.Key, entry.Value);
            }
        }
    }

    private DocumentList Items(DocumentNode? node, string field)
    {
        switch (node)
        {
            case null:
                return None;
            case DocumentList list when list.All(item => item is DocumentScalar):
                return list;
            default:
                AddError(node, field, "a list of names");
                return None;
        }
    }

    private void AddError(DocumentNode node, string field, string expected) =>
        assembly.Problems.AddError(
            ProblemCode.WrongType,
            node.Position,
            field,
            $"expected {expected}, found {node.Description}",
            $"write {expected}"
        );

    private static string Text(DocumentNode node) => ((DocumentScalar)node).Text;
}
