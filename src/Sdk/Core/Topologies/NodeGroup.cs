namespace Scalewright.Topologies;

/// <summary>Nodes of one profile.</summary>
/// <param name="Name">Name of the profile.</param>
/// <param name="Plugin">Plugin that created the nodes, as <c>name@version</c>.</param>
public sealed record NodeGroup(string Name, string Plugin)
{
    /// <summary>Nodes, ordered by number.</summary>
    public ValueList<NodeSpec> Nodes { get; init; } = [];

    /// <summary>Rule of the containers.</summary>
    public ContainerLayout ContainerLayout { get; init; } = ContainerLayout.None;

    /// <summary>Labels of the whole group.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Domain that the nodes belong to, with the name of the group; null for a group that is not scaled.</summary>
    public Domain? Domain { get; init; }

    /// <summary>
    /// Launch configuration that the group stores, whose <see cref="LaunchConfiguration.GroupName"/> is its name; null
    /// for a group of nodes.
    /// </summary>
    public LaunchConfiguration? Launch { get; init; }

    /// <summary>
    /// Names of the groups that this group follows. Its nodes are created when all nodes of these groups are ready, and
    /// removed before them. A change of the list changes no node.
    /// </summary>
    public ValueList<string> After { get; init; } = [];

    /// <summary>Total number of containers.</summary>
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

    /// <summary>Returns <c>wind-farm (wind_turbine@1.0.0): 10 nodes, 180 containers</c>.</summary>
    public override string ToString() =>
        $"{Name} ({Plugin}): {Pluralizer.Format(Nodes.Count, "node")}, {Pluralizer.Format(ContainerCount, "container")}";

    /// <summary>Returns the containers of a node. Enumeration does not allocate.</summary>
    /// <param name="node">A node of this group.</param>
    public ContainerSequence GetContainers(NodeSpec node) => new(this, node);
}
