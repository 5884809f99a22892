namespace Scalewright.Decisions;

/// <summary>How the nodes of a domain are started. <c>name@cloud</c> is for one cloud, a plain name for all of them.</summary>
/// <param name="Name">Its name, unique in the topology without regard to case.</param>
public sealed record LaunchConfiguration(string Name)
{
    private const char Separator = '@';

    /// <summary>Disk image; empty: the default of <see cref="Topologies.NodeHardware"/>.</summary>
    public string Image { get; init; } = "";

    /// <summary>Kind of machine, in the words of the place, as in <c>m1.small</c>; empty: the place's default.</summary>
    public string InstanceType { get; init; } = "";

    /// <summary>Name of the key that may log in; empty: none.</summary>
    public string KeyName { get; init; } = "";

    /// <summary>Names of the groups of rules that say who may reach the nodes, in order.</summary>
    public ValueList<string> SecurityGroups { get; init; } = [];

    /// <summary>What a node is given at its start, as text; empty: nothing.</summary>
    public string UserData { get; init; } = "";

    /// <summary>Name of the fact of which each node gets a value of its own, as an address or a disk; empty: none. It is among the node's annotations.</summary>
    public string UniqueKey { get; init; } = "";

    /// <summary>The values, in order of preference. A node gets the first that no other node of the domain has; none when all are taken.</summary>
    public ValueList<string> UniqueValues { get; init; } = [];

    /// <summary>Other facts that its owner keeps with it.</summary>
    public ValueMap<string> Annotations { get; init; } = ValueMap<string>.Empty;

    /// <summary>The cloud it is for: what stands behind the last <c>@</c>; empty: all of them.</summary>
    public string Cloud => Name.LastIndexOf(Separator) is var at and >= 0 ? Name[(at + 1)..] : "";

    /// <summary>The name without the cloud.</summary>
    public string Stem => StemOf(Name);

    /// <summary>The same for one cloud.</summary>
    /// <param name="cloud">The cloud's name.</param>
    public LaunchConfiguration ForCloud(string cloud) => this with { Name = NameFor(Name, cloud) };

    internal static string StemOf(string name) => name.LastIndexOf(Separator) is var at and >= 0 ? name[..at] : name;

    internal static string NameFor(string name, string cloud) => $"{StemOf(name)}{Separator}{cloud}";
}
