using Scalewright.Clusters;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>Options of <see cref="SlurmNodeProvisioner"/>.</summary>
/// <param name="Folder">Folder in which <see cref="SlurmPowerSavingProgram"/> records Slurm's requests.</param>
public sealed record SlurmNodeProvisionerOptions(string Folder)
{
    /// <summary>
    /// Group of these nodes in the cluster, which must not contain other nodes. Default <c>slurm</c>.
    /// </summary>
    public string Group { get; init; } = "slurm";

    /// <summary>
    /// Creates a node specification from the name in <c>slurm.conf</c> and the node number. By default, sets only these
    /// two values.
    /// </summary>
    public Func<string, int, NodeSpec> NodeSpecFactory { get; init; } = (name, number) => new NodeSpec(name, number);

    /// <summary>
    /// Returns the address at which Slurm reaches a ready node. Default null; null or an empty result means the address
    /// in <c>slurm.conf</c>.
    /// </summary>
    public Func<Node, CancellationToken, Task<string>>? AddressSelector { get; init; }

    /// <summary>
    /// Runs slurmd on a ready node: <c>slurmd -D -N NAME</c>, with <c>-b</c> when it boots. When it returns or throws,
    /// the node is marked as failed. It is called again for a running node when another controller takes over. For a
    /// booting node, it is called at least one second after Slurm's request, because Slurm drops earlier registrations.
    /// Default null: the node itself starts slurmd, and must also wait for this second.
    /// </summary>
    public Func<SlurmdNode, CancellationToken, Task>? NodeHandler { get; init; }

    /// <summary>Interval between two polls of Slurm's requests and the nodes. Default 1 second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Receives problems as they happen. Default none.</summary>
    public IProgress<Problem>? ProblemHandler { get; init; }
}
