namespace Scalewright.Topologies;

/// <summary>Every node spelled out, as groups of like nodes. A value: equal content is equal; comparing is linear in nodes.</summary>
public sealed record Topology
{
    internal Topology(string name) => Name = name;

    /// <summary>The topology in which nothing exists.</summary>
    public static Topology Empty { get; } = new("");

    /// <summary>Name.</summary>
    public string Name { get; init; }

    /// <summary>The groups by name; one for each profile.</summary>
    public ValueMap<NodeGroup> Groups { get; init; } = ValueMap<NodeGroup>.Empty;

    /// <summary>The networks by name.</summary>
    public ValueMap<NetworkSpec> Networks { get; init; } = ValueMap<NetworkSpec>.Empty;

    /// <summary>The nodes, by group name and then number.</summary>
    public IEnumerable<NodeSpec> Nodes => Groups.Values.SelectMany(group => group.Nodes);

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => Groups.Values.Sum(group => group.Nodes.Count);

    /// <summary>How many containers there are.</summary>
    public long ContainerCount => Groups.Values.Sum(group => group.ContainerCount);

    /// <summary><c>demo: 10 nodes, 180 containers, 3 networks</c>.</summary>
    public override string ToString() =>
        $"{Name}: {CountText.Of(NodeCount, "node")}, {CountText.Of(ContainerCount, "container")}, {CountText.Of(Networks.Count, "network")}".TrimStart(':', ' ');

    /// <summary>Starts a topology.</summary>
    /// <param name="name">Name: see <see cref="Profiles.NameRules"/>.</param>
    /// <returns>A builder that is itself immutable: each call gives a new one.</returns>
    public static TopologyBuilder Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new TopologyBuilder(new Topology(name), []);
    }
}
