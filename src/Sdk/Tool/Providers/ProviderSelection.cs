using Scalewright.Agents;

namespace Scalewright.Tool.Providers;

/// <summary>Provider that the user selected, with its options.</summary>
/// <param name="Entry">The provider.</param>
/// <param name="Environment">Supplies environment variables with secrets, and the time source.</param>
internal sealed record ProviderSelection(ProviderEntry Entry, ToolEnvironment Environment)
{
    /// <summary>Values of the options that the command line has, by name with hyphens; local paths are
    /// absolute.</summary>
    public SortedDictionary<string, string> Given { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Names of the options of the verb, with hyphens.</summary>
    public IReadOnlySet<string> VerbOptions { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Absolute path of the profile file; null if the verb reads none.</summary>
    public string? ProfileFile { get; init; }

    /// <summary>Seed of a simulation. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Folder in which nodes are recorded, on this machine or on each SSH host; null: default of the library.
    /// </summary>
    public string? NodeFolder { get; init; }

    /// <summary>Host file; empty if the provider takes none.</summary>
    public string HostFile { get; init; } = "";

    /// <summary>Configuration file of the OpenSSH client; empty: the user's configuration.</summary>
    public string Config { get; init; } = "";

    /// <summary>Name or path of the OpenSSH client program. Default <c>ssh</c>.</summary>
    public string Client { get; init; } = "ssh";

    /// <summary>Slurm partition of jobs; empty: default of Slurm.</summary>
    public string Partition { get; init; } = "";

    /// <summary>Lifetime in hours of a node that is a job or reservation. Default 1.</summary>
    public int Hours { get; init; } = 1;

    /// <summary>Container engines as on the command line; empty: the engine that the library finds.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Kubeconfig file; empty: default of kubectl.</summary>
    public string Kubeconfig { get; init; } = "";

    /// <summary>Context of the kubeconfig file; empty: its current context.</summary>
    public string Context { get; init; } = "";

    /// <summary>Namespace of pods; empty: that of the context.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>True if pods comply with the <c>restricted</c> Pod Security Standard.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>User ID of programs in pods; null: that of the image.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Image of nodes that specify none; empty: default of the library, or such nodes are rejected.</summary>
    public string Image { get; init; } = "";

    /// <summary>Kubernetes CPUs for each processor of a node. Default 1.</summary>
    public double CpuUnit { get; init; } = 1;

    /// <summary>Ratio of the processor request of a pod to its limit. Default 1.</summary>
    public double CpuRequestRatio { get; init; } = 1;

    /// <summary>Ratio of the memory request of a pod to its limit. Default 1.</summary>
    public double MemoryRequestRatio { get; init; } = 1;

    /// <summary>Image pull policy of pods; empty: default of Kubernetes.</summary>
    public string ImagePullPolicy { get; init; } = "";

    /// <summary>Socket of minimega; null: default of the library.</summary>
    public string? Socket { get; init; }

    /// <summary>Endpoint of the service; empty: its public endpoint.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>User, or ID of a key or credential; empty if the provider takes none.</summary>
    public string User { get; init; } = "";

    /// <summary>Sites of nodes, the default site first; empty if the provider takes none.</summary>
    public ValueList<string> Sites { get; init; } = [];

    /// <summary>Machine type of nodes that specify none; empty: default of the library.</summary>
    public string NodeType { get; init; } = "";

    /// <summary>SSH key of machines: public key file, or a name known to the provider; empty: not set.</summary>
    public string SshKey { get; init; } = "";

    /// <summary>Network that supplies floating IP addresses for nodes; empty: no floating addresses.</summary>
    public string FloatingNetwork { get; init; } = "";

    /// <summary>
    /// Connects to nodes if the provider itself cannot; null: nodes are not accessible. The caller disposes of it.
    /// </summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>Returns the record that identifies the provider in the stored state.</summary>
    public ProviderRecord Record() => new(Entry.Name, Entry.Locate(this));
}
