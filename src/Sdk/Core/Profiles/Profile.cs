namespace Scalewright.Profiles;

/// <summary>User's request for nodes: count, templates and the plugin that expands them. Compared by content.</summary>
public sealed record Profile
{
    internal Profile(string name) => Name = name;

    /// <summary>Name, unique in a topology, case-insensitive.</summary>
    public string Name { get; init; }

    /// <summary>Plugin that expands the profile. Default: latest version of <c>builtin</c>.</summary>
    public PluginReference Plugin { get; init; } = PluginReference.BuiltIn;

    /// <summary>
    /// Number of units, 1 or more. Default 1. The plugin defines the unit: a node for <c>builtin</c>, a turbine for
    /// <c>wind_turbine</c>.
    /// </summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// Total number of containers, 0 or more. Default 0. For plugins that do not compute it from the count.
    /// </summary>
    public int ContainerCount { get; init; }

    /// <summary>Containers on a full node, 0 or more. Null: the plugin's default.</summary>
    public int? ContainersPerNode { get; init; }

    /// <summary>Prefix of host names. Null: the plugin's default. YAML key <c>hostname_prefix</c>.</summary>
    public string? HostnamePrefix { get; init; }

    /// <summary>Template of the nodes.</summary>
    public NodeTemplate NodeTemplate { get; init; } = NodeTemplate.Default;

    /// <summary>Template of the containers.</summary>
    public ContainerTemplate ContainerTemplate { get; init; } = ContainerTemplate.Default;

    /// <summary>Networks of each container, in the order of its interfaces.</summary>
    public ValueList<NetworkTemplate> Networks { get; init; } = [];

    /// <summary>Paths of scripts that each node runs at startup, in order. The backend resolves the paths.</summary>
    public ValueList<string> StartupScripts { get; init; } = [];

    /// <summary>
    /// Names of the profiles whose nodes must be ready before nodes of this profile are created. Nodes are removed in
    /// the reverse order. Empty by default.
    /// </summary>
    public ValueList<string> After { get; init; } = [];

    /// <summary>Labels of each node.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Options of the plugin. Null: its defaults.</summary>
    public PluginOptions? Options { get; init; }

    /// <summary>
    /// Returns <c>wind-farm (wind_turbine): count 30, 18 containers per node</c>, without unset values.
    /// </summary>
    public override string ToString()
    {
        string containers = ContainerCount > 0 ? $", {Pluralizer.Format(ContainerCount, "container")}" : "";
        string perNode = ContainersPerNode is { } full ? $", {Pluralizer.Format(full, "container")} per node" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Name} ({Plugin}): count {Count}{containers}{perNode}");
    }

    /// <summary>Creates a builder for a profile.</summary>
    /// <param name="name">Name, unique in a topology, case-insensitive.</param>
    /// <returns>An immutable builder: each call returns a new one.</returns>
    /// <example>
    /// Creates a profile of four nodes with a name prefix:
    /// <code>
    /// Profile web = Profile.Create("web").WithCount(4).WithHostnamePrefix("web").Build();
    /// Console.WriteLine(Topology.Create("shop").AddProfile(web).Build().NodeCount);
    /// </code>
    /// </example>
    public static ProfileBuilder Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ProfileBuilder(new Profile(name));
    }
}
