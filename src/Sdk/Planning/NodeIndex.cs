using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Finds the nodes of a topology by group and name.</summary>
internal sealed class NodeIndex
{
    private readonly Dictionary<string, (string Group, NodeSpec Node)> _nodes;

    public NodeIndex(Topology topology)
    {
        _nodes = new Dictionary<string, (string, NodeSpec)>(topology.NodeCount, StringComparer.Ordinal);
        foreach (NodeGroup group in topology.Groups.Values)
        {
            foreach (NodeSpec node in group.Nodes)
            {
                _nodes.Add(node.Name, (group.Name, node));
            }
        }
    }

    public NodeSpec? Find(string group, string name) => _nodes.TryGetValue(name, out (string Group, NodeSpec Node) found) && found.Group == group ? found.Node : null;
}
