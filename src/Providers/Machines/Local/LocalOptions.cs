using Scalewright.Agents.Services;
using Scalewright.Randomness;

namespace Scalewright.Providers.Local;

/// <summary>Options of <see cref="LocalProvider"/>.</summary>
public sealed record LocalOptions
{
    /// <summary>Isolation of nodes. Default <see cref="LocalIsolation.Namespaces"/>, which requires root.</summary>
    public LocalIsolation Isolation { get; init; } = LocalIsolation.Namespaces;

    /// <summary>
    /// Folder for the records of nodes, an absolute path. Programs with the same folder share the nodes. Default a
    /// folder of this user in the system's folder for temporary files.
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
    /// Size of each node's own folder in MiB, 1 or more. The folder is then in memory (tmpfs), and a full disk can be
    /// injected as a fault. Default null: on this machine's disk, without a limit. Namespaces only.
    /// </summary>
    public int? DiskMiB { get; init; }

    /// <summary>Timeout of a command that creates or removes a link. Default 10 seconds.</summary>
    public TimeSpan LinkCommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Agent that is started in each node as a separate process and supervised by the cluster, with the folder and
    /// epoch of the node. The agent program defines its own services. The path of its socket, in the folder of the
    /// node, is limited to 107 bytes. Default null: agents run in this process.
    /// </summary>
    public AgentDeployerOptions? Agent { get; init; }

    /// <summary>
    /// Services that agents of nodes provide besides commands and files. Default none. Without <see cref="Agent"/> they
    /// run in this process, and start programs inside their node.
    /// </summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for session IDs. Default an unpredictable one.</summary>
    public Random Random { get; init; } = new SystemRandom();
}
