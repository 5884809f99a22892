using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Finds the nodes of a topology by group and name: at once those that stand where they are looked for, as most do, and the others by a table that is made when it is needed.</summary>
internal sealed class NodeIndex(Topology topology)
{
    private Dictionary<string, (string Group, NodeSpec Node)>? _nodes;

    /// <summary>The nodes of a group, in order; null when there is no such group.</summary>
    public ValueList<NodeSpec>? NodesOf(string group) => topology.Groups.TryGetValue(group, out NodeGroup? found) ? found.Nodes : null;

    /// <summary>Finds a node.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="nodes">What <see cref="NodesOf"/> gives of it.</param>
    /// <param name="place">Where it is looked for first.</param>
    /// <param name="name">Its name.</param>
    public NodeSpec? Find(string group, ValueList<NodeSpec>? nodes, int place, string name)
    {
        if (nodes is null)
        {
            return null;
        }

        if (place < nodes.Count && nodes[place].Name == name)
        {
            return nodes[place];
        }

        _nodes ??= Index();
        return _nodes.TryGetValue(name, out (string Group, NodeSpec Node) found) && found.Group == group ? found.Node : null;
    }

    private Dictionary<string, (string Group, NodeSpec Node)> Index()
    {
        Dictionary<string, (string, NodeSpec)> nodes = new(topology.NodeCount, StringComparer.Ordinal);
        foreach (NodeGroup group in topology.Groups.Values)
        {
            foreach (NodeSpec node in group.Nodes)
            {
                nodes.Add(node.Name, (group.Name, node));
            }
        }

        return nodes;
    }
}
