namespace Scalewright.Providers.Ssh;

/// <summary>Options of an <see cref="SshProvider"/>.</summary>
public sealed record SshOptions
{
    /// <summary>Settings of SSH connections.</summary>
    public SshClientOptions Client { get; init; } = new();

    /// <summary>
    /// Transport that replaces the default <see cref="SshTransport"/>. The caller disposes of it. Default null.
    /// </summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>
    /// Agent that is deployed to machines and serves their nodes. Default null: no agent; nodes run commands and
    /// transfer files over SSH alone. Its epoch is the cluster's. Its default folder is beside <see cref="Folder"/>.
    /// </summary>
    /// <remarks>Removing a node removes its agent even if this is null: a killed program may have left one.</remarks>
    public AgentDeployerOptions? Agent { get; init; }

    /// <summary>
    /// Folder on each machine for its ownership tag. Default empty: <c>/var/lib/scalewright</c> for root, else
    /// <c>.scalewright/HOST</c> in the user's home.
    /// </summary>
    public string Folder { get; init; } = "";

    /// <summary>
    /// Indicates whether unreachable machines are skipped. They are then warnings of a check, and nodes are placed on
    /// other machines; if no machine is reachable, they are errors. Default false: checks and queries fail and name the
    /// unreachable machines.
    /// </summary>
    public bool AllowsUnreachableHosts { get; init; }

    /// <summary>
    /// Lease of an injected fault, 3 seconds or more. The machine reverts the fault when the lease is not renewed, for
    /// example after this program has exited or lost the machine. Default one minute.
    /// </summary>
    public TimeSpan FaultLeasePeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Timeout of a single query or change of a connected machine. Default 30 seconds.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Folder for agents on a machine; empty for the default of the agents.</summary>
    internal string AgentFolder => this switch
    {
        { Agent.Folder: { Length: > 0 } named } => named,
        _ when Folder.Length > 0 => Folder + "-agent",
        _ => "",
    };
}
