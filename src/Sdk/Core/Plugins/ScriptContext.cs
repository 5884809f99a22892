using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Input of a script template for one node.</summary>
/// <param name="Topology">The whole topology.</param>
/// <param name="Group">Group of the node.</param>
/// <param name="Node">The node.</param>
/// <param name="Variables">Values from the plugin for text templates.</param>
public readonly record struct ScriptContext(Topology Topology, NodeGroup Group, NodeSpec Node, ValueMap<string> Variables)
{
    /// <summary>Containers of the node. Enumeration does not allocate.</summary>
    public ContainerSequence Containers => Group.GetContainers(Node);
}
