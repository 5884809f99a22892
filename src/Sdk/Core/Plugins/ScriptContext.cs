using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>What a script template sees of one node.</summary>
/// <param name="Topology">The whole topology.</param>
/// <param name="Group">The group the node is in.</param>
/// <param name="Node">The node.</param>
/// <param name="Variables">What the plugin adds for text templates.</param>
public readonly record struct ScriptContext(Topology Topology, NodeGroup Group, NodeSpec Node, ValueMap<string> Variables)
{
    /// <summary>The node's containers; enumerating allocates nothing.</summary>
    public ContainerSequence Containers => Group.ContainersOf(Node);
}
