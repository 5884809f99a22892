using Scalewright.Agents.Services;

namespace Scalewright.Providers.Local;

/// <summary>Options of <see cref="LocalProvider"/>.</summary>
public sealed record LocalOptions
{
    /// <summary>Isolation of nodes. Default <see cref="LocalIsolation.Namespaces"/>, which requires root.</summary>
    public LocalIsolation Isolation { get; init; } = LocalIsolation.Namespaces;

    /// <summary>
    /// Absolute path of the folder for the records of nodes. Programs with the same folder share the nodes. Default a
    /// folder for this user in the system's temporary folder.
    /// </summary>
    public string Folder { get; init; } = Path.Join(Path.GetTempPath(), $"scalewright-{Environment.UserName}");

    /// <summary>
    /// Address range of nodes, IPv4, at most a /16. Default null: 10.201.0.0/16 for namespaces, 127.77.0.0/16 for
    /// processes. This machine uses the first address.
    /// </summary>
    public Subnet? AddressRange { get; init; }

    /// <summary>
    /// Indicates whether control groups limit nodes to their requested CPU and memory. Default true. Applies to
    /// namespaces only.
    /// </summary>
    public bool EnforcesLimits { get; init; } = true;

    /// <summary>
    /// Size of each node's folder in MiB, 1 or more. The folder is then in memory (tmpfs), and a full disk can be
    /// injected as a fault. Default null: the folder is on this machine's disk and has no limit. Namespaces only.
    /// </summary>
    public int? DiskMiB { get; init; }

    /// <summary>Timeout of a command that creates or removes a link. Default 10 seconds.</summary>
    public TimeSpan LinkCommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Agent that is started in each node as a separate process and supervised by the cluster, with the folder and
    /// epoch of the node. The agent program defines its services. The path of its socket in the folder of the node can
    /// have at most 107 bytes. Default null: agents run in this process.
    /// </summary>
    public AgentDeployerOptions? Agent { get; init; }

    /// <summary>
    /// Services that the agents of nodes provide in addition to commands and files. Default none. They apply to agents
    /// in this process, whose programs run inside the node; an <see cref="Agent"/> program defines its own services.
    /// </summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for session IDs. Default: the system random source, which is unpredictable.</summary>
    public Random Random { get; init; } = new SystemRandom();
}
