namespace Scalewright.Topologies;

/// <summary>Launch configuration of nodes. <c>name@cloud</c> is for one cloud, a plain name for all clouds.</summary>
/// <param name="Name">Name, unique in the topology, ignoring case.</param>
public sealed record LaunchConfiguration(string Name)
{
    // No name of a profile or host contains a slash.
    internal const string GroupPrefix = "launch/";

    /// <summary>Annotation of a node with the user data that it gets.</summary>
    internal const string UserDataAnnotation = "user_data";

    private const char Separator = '@';

    /// <summary>Annotations of a node that pass its launch configuration to the provider. <see cref="UniqueKey"/> cannot
    /// have their names.</summary>
    public static ValueList<string> ReservedAnnotations { get; } =
    ["launch", "instance_type", "key_name", "security_groups", UserDataAnnotation];

    /// <summary>Disk image; if empty, the default of <see cref="NodeHardware"/>.</summary>
    public string Image { get; init; } = "";

    /// <summary>Machine type of the provider, for example <c>m1.small</c>; if empty, the provider's default.</summary>
    public string InstanceType { get; init; } = "";

    /// <summary>Name of the key pair that can log in; if empty, no key.</summary>
    public string KeyName { get; init; } = "";

    /// <summary>Names of the security groups, which control network access to the nodes, in order.</summary>
    public ValueList<string> SecurityGroups { get; init; } = [];

    /// <summary>User data that is passed to a node when it starts, as text; if empty, no user data.</summary>
    public string UserData { get; init; } = "";

    /// <summary>
    /// Name of the annotation with a unique value on each node, for example an address; if empty, no annotation.
    /// </summary>
    public string UniqueKey { get; init; } = "";

    /// <summary>Unique values, in order of preference. A node gets the first unused value, if there is any.</summary>
    public ValueList<string> UniqueValues { get; init; } = [];

    /// <summary>Other metadata stored by the owner.</summary>
    public ValueMap<string> Annotations { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// Cloud that the configuration applies to: the text after the last <c>@</c>; empty for all clouds.
    /// </summary>
    public string Cloud => Name.LastIndexOf(Separator) is var at and >= 0 ? Name[(at + 1)..] : "";

    private string BaseName => Name.LastIndexOf(Separator) is var at and >= 0 ? Name[..at] : Name;

    /// <summary>Name of the group that stores the configuration in a topology: <c>launch/</c> and the name.</summary>
    public string GroupName => GroupPrefix + Name;

    /// <summary>Returns the same configuration for one cloud.</summary>
    /// <param name="cloud">Name of the cloud.</param>
    public LaunchConfiguration ForCloud(string cloud) => this with { Name = $"{BaseName}{Separator}{cloud}" };

    /// <summary>Validates the launch configuration. Returns all problems; empty if it is valid.</summary>
    public ValueList<Problem> Check() => DomainRules.Check(this);
}
