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
    /// transfer files over SSH alone. The agent has the epoch of the cluster. Its default folder is next to
    /// <see cref="Folder"/>.
    /// </summary>
    /// <remarks>Even if this is null, removing a node also removes its agent, because an earlier program may have left
    /// one.</remarks>
    public AgentDeployerOptions? Agent { get; init; }

    /// <summary>
    /// Folder on each machine for its ownership tag. Default empty: <c>/var/lib/scalewright</c> for root, else
    /// <c>.scalewright/HOST</c> in the user's home.
    /// </summary>
    public string Folder { get; init; } = "";

    /// <summary>
    /// Indicates whether unreachable machines are skipped. If true, a check reports them as warnings, and nodes are
    /// placed on other machines. If no machine is reachable, the check reports errors. Default false: checks and
    /// queries fail and name the unreachable machines.
    /// </summary>
    public bool AllowsUnreachableHosts { get; init; }

    /// <summary>
    /// Lease duration of an injected fault, 3 seconds or more. The machine reverts the fault if the lease is not
    /// renewed, for example after this program has exited or lost its connection to the machine. Default one minute.
    /// </summary>
    public TimeSpan FaultLeasePeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Timeout of a single query or change on a connected machine. Default 30 seconds.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Folder for agents on a machine; empty for the agents' default folder.</summary>
    internal string AgentFolder
    {
        get
        {
            if (Agent?.Folder is { Length: > 0 } named)
            {
                return named;
            }

            return Folder.Length > 0 ? Folder + "-agent" : "";
        }
    }
}
