namespace Scalewright.Profiles;

/// <summary>What a person wants: how many of what, expanded by which plugin. A value: equal content is equal.</summary>
public sealed record Profile
{
    internal Profile(string name) => Name = name;

    /// <summary>Name, unique in a topology without regard to case.</summary>
    public string Name { get; init; }

    /// <summary>The plugin that expands the profile; default <c>builtin</c>, latest version.</summary>
    public PluginChoice Plugin { get; init; } = PluginChoice.Builtin;

    /// <summary>Units, 1 or more; default 1. The plugin says what a unit is: a node for <c>builtin</c>, a turbine for <c>wind_turbine</c>.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Containers in all, 0 or more; default 0. Only for plugins that do not derive it from <see cref="Count"/>.</summary>
    public int Containers { get; init; }

    /// <summary>Containers on a full node, 0 or more; null: the plugin's default.</summary>
    public int? ContainersPerNode { get; init; }

    /// <summary>What host names start with; null: the plugin's default. YAML key <c>hostname_prefix</c>.</summary>
    public string? HostnamePrefix { get; init; }

    /// <summary>What the nodes look like.</summary>
    public NodeTemplate Node { get; init; } = NodeTemplate.Default;

    /// <summary>What the containers look like.</summary>
    public ContainerTemplate Container { get; init; } = ContainerTemplate.Default;

    /// <summary>The networks that each container is attached to, in order: the first is the container's first interface.</summary>
    public ValueList<NetworkTemplate> Networks { get; init; } = [];

    /// <summary>Scripts that each node runs when it starts, in order: paths as the backend sees them.</summary>
    public ValueList<string> StartScripts { get; init; } = [];

    /// <summary>Labels that each node carries.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>The plugin's own options; null: its defaults.</summary>
    public PluginOptions? Options { get; init; }

    /// <summary><c>wind-farm (wind_turbine): count 30, 18 containers per node</c>; leaves out what is not set.</summary>
    public override string ToString()
    {
        string containers = Containers > 0 ? $", {CountText.Of(Containers, "container")}" : "";
        string perNode = ContainersPerNode is { } full ? $", {CountText.Of(full, "container")} per node" : "";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} ({Plugin}): count {Count}{containers}{perNode}");
    }

    /// <summary>Starts a profile.</summary>
    /// <param name="name">Name, unique in a topology without regard to case.</param>
    /// <returns>A builder that is itself immutable: each call gives a new one.</returns>
    public static ProfileBuilder Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ProfileBuilder(new Profile(name));
    }
}
