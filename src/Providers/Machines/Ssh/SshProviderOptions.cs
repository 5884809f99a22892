namespace Scalewright.Providers.Ssh;

/// <summary>What machines are used for nodes, and how.</summary>
public sealed record SshProviderOptions
{
    /// <summary>How machines are reached.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>Another way into machines than a new <see cref="SshTransport"/>; it stays the caller's. Default null.</summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>The agent that is put on machines and answers for their nodes; null: none, and nodes run commands and take files by SSH alone. Its epoch is the cluster's, and its folder, when none is given, lies beside <see cref="Folder"/>.</summary>
    /// <remarks>A node that is removed loses its agent also where this is null: a program that was killed may have left one.</remarks>
    public AgentDeploymentOptions? Agent { get; init; }

    /// <summary>The folder of a machine that shows whose it is; empty: <c>/var/lib/scalewright</c> for root, else <c>.scalewright/HOST</c> in the user's home.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whether machines that cannot be reached are left out of account: they are warnings of a check, and nodes are put on others; when none can be reached they are errors. Default false: then a check and a list of what there is fail, and name them.</summary>
    public bool SkipsUnreachable { get; init; }

    /// <summary>How long harm that is done to a node on purpose outlives this program, or its way to the machine, before the machine undoes it by itself; 3 seconds or more, default one minute.</summary>
    public TimeSpan HarmLease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a single look at a machine or change of it may take, once it is reached; default 30 seconds.</summary>
    public TimeSpan StepDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The folder of a machine that holds agents; empty: where the agents have it.</summary>
    internal string AgentFolder => Agent is { Folder.Length: > 0 } named ? named.Folder : Folder.Length > 0 ? Folder + "-agent" : "";
}
