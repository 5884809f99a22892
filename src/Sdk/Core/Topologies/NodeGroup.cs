namespace Scalewright.Topologies;

/// <summary>The nodes that one profile became.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Plugin">The plugin that made them, as <c>name@version</c>.</param>
public sealed record NodeGroup(string Name, string Plugin)
{
    /// <summary>The nodes, in the order of their numbers.</summary>
    public ValueList<NodeSpec> Nodes { get; init; } = [];

    /// <summary>What their containers are.</summary>
    public ContainerRule Containers { get; init; } = ContainerRule.None;

    /// <summary>Facts about the group as a whole, such as the domain it is.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>How many containers the nodes have in all.</summary>
    public long ContainerCount
    {
        get
        {
            long sum = 0;
            foreach (NodeSpec node in Nodes)
            {
                sum += node.ContainerCount;
            }

            return sum;
        }
    }

    /// <summary><c>wind-farm (wind_turbine@1.0.0): 10 nodes, 180 containers</c>.</summary>
    public override string ToString() => $"{Name} ({Plugin}): {CountText.Of(Nodes.Count, "node")}, {CountText.Of(ContainerCount, "container")}";

    /// <summary>The containers of a node, one after another without allocating.</summary>
    /// <param name="node">A node of this group.</param>
    public ContainerSequence ContainersOf(NodeSpec node) => new(this, node);
}
