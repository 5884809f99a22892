using Scalewright.Clusters;
using Scalewright.Providers;

namespace Scalewright.Tool.Providers;

/// <summary>Provider that the tool supports.</summary>
/// <param name="About">Description of its nodes.</param>
/// <param name="Capabilities">Optional capabilities of the provider.</param>
/// <param name="Open">Creates it. Throws a library exception or ArgumentException for wrong options.</param>
internal sealed record ProviderEntry(string Name, string About, ValueList<string> Capabilities, Func<ProviderSelection, IProvider> Open)
{
    /// <summary>Names of its options, with hyphens.</summary>
    public ValueList<string> Options { get; init; } = [];

    /// <summary>Returns the location that distinguishes backends of this provider; empty for a simulation.</summary>
    public Func<ProviderSelection, string> Locate { get; init; } = _ => "";

    /// <summary>Required options and variables.</summary>
    public ValueList<ProviderRequirement> Needs { get; init; } = [];

    /// <summary>True if <c>--ssh-key</c> names a public key file; false if it names a key of the backend.</summary>
    public bool HasKeyFile { get; init; }

    /// <summary>True if <c>--node-folder</c> is a folder of the nodes, not of this machine.</summary>
    public bool HasRemoteNodeFolder { get; init; }

    /// <summary>True if all nodes have the file system of this machine.</summary>
    public bool HasSharedFileSystem { get; init; }

    /// <summary>True if nodes are accessed with the system's OpenSSH client.</summary>
    public bool IsEnteredBySsh { get; init; }

    /// <summary>Timeout for nodes to become ready; null: default of the library.</summary>
    public TimeSpan? StartTimeout { get; init; }

    /// <summary>True if resources exist only until the program exits.</summary>
    public bool IsEphemeral { get; init; }

    public ClusterOptions Settings =>
        StartTimeout is { } longest ? new ClusterOptions { NodeStartTimeout = longest } : new ClusterOptions();
}
