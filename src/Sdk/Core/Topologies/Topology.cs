namespace Scalewright.Topologies;

/// <summary>
/// All nodes, in groups of similar nodes. Compared by content, in time linear in the number of nodes. Plans, pictures
/// and files list groups and networks in the order of their declaration, which is not compared.
/// </summary>
public sealed record Topology
{
    internal Topology(string name) => Name = name;

    /// <summary>Empty topology.</summary>
    public static Topology Empty { get; } = new("");

    /// <summary>Name of the topology.</summary>
    public string Name { get; init; }

    /// <summary>Groups by name, one per profile.</summary>
    public ValueMap<NodeGroup> Groups { get; init; } = ValueMap<NodeGroup>.Empty;

    /// <summary>Networks by name.</summary>
    public ValueMap<NetworkSpec> Networks { get; init; } = ValueMap<NetworkSpec>.Empty;

    /// <summary>Names of groups in declared order. Groups that it does not list come last, by name.</summary>
    internal ValueList<string> GroupOrder { get; init; } = [];

    /// <summary>Names of networks in declared order. Networks that it does not list come last, by name.</summary>
    internal ValueList<string> NetworkOrder { get; init; } = [];

    /// <summary>Groups in declared order.</summary>
    public IEnumerable<NodeGroup> DeclaredGroups => InOrder(Groups, GroupOrder);

    /// <summary>Networks in declared order.</summary>
    public IEnumerable<NetworkSpec> DeclaredNetworks => InOrder(Networks, NetworkOrder);

    /// <summary>Nodes, ordered by group name and number.</summary>
    public IEnumerable<NodeSpec> Nodes => Groups.Values.SelectMany(group => group.Nodes);

    /// <summary>Number of nodes.</summary>
    public int NodeCount => Groups.Values.Sum(group => group.Nodes.Count);

    /// <summary>Number of containers.</summary>
    public long ContainerCount => Groups.Values.Sum(group => group.ContainerCount);

    /// <inheritdoc/>
    public bool Equals(Topology? other) =>
        ReferenceEquals(this, other) || (other is not null && Name == other.Name && Groups == other.Groups && Networks == other.Networks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Groups, Networks);

    /// <summary>Returns a summary, for example <c>demo: 10 nodes, 180 containers, 3 networks</c>.</summary>
    public override string ToString() =>
        (
            $"{Name}: {Pluralizer.Format(NodeCount, "node")}, {Pluralizer.Format(ContainerCount, "container")}, "
            + $"{Pluralizer.Format(Networks.Count, "network")}"
        ).TrimStart(':', ' ');

    /// <summary>Creates a builder for a topology.</summary>
    /// <param name="name">Name of the topology. <see cref="Profiles.NameRules"/> lists valid names.</param>
    /// <returns>An immutable builder: each call returns a new one.</returns>
    /// <example>
    /// Describes a web shop with two groups of nodes:
    /// <code>
    /// Topology shop = Topology.Create("shop")
    ///     .AddProfile(Profile.Create("web").WithCount(4).Build())
    ///     .AddProfile(Profile.Create("db").WithCount(2).Build())
    ///     .Build();
    /// Console.WriteLine(shop.NodeCount);
    /// </code>
    /// </example>
    public static TopologyBuilder Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new TopologyBuilder(new Topology(name), []);
    }

    // Most topologies declare their items in the order of their names.
    private static IEnumerable<T> InOrder<T>(ValueMap<T> items, ValueList<string> order) =>
        items.Keys.SequenceEqual(order, StringComparer.Ordinal) ? items.Values : Sort(items, order);

    private static IEnumerable<T> Sort<T>(ValueMap<T> items, ValueList<string> order)
    {
        HashSet<string> listed = new(order.Count, StringComparer.Ordinal);
        foreach (string name in order)
        {
            if (listed.Add(name) && items.TryGetValue(name, out T? item))
            {
                yield return item;
            }
        }

        foreach ((string name, T item) in items)
        {
            if (!listed.Contains(name))
            {
                yield return item;
            }
        }
    }
}
