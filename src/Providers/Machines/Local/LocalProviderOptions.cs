using Scalewright.Agents.Services;
using Scalewright.Randomness;

namespace Scalewright.Providers.Local;

/// <summary>Where the nodes of this machine are kept and what keeps them apart.</summary>
public sealed record LocalProviderOptions
{
    /// <summary>What keeps nodes apart; default <see cref="LocalIsolation.Namespaces"/>, which needs root.</summary>
    public LocalIsolation Isolation { get; init; } = LocalIsolation.Namespaces;

    /// <summary>Where nodes are written down, absolute; programs with the same folder share the nodes. Default a folder of this user below the system's folder for temporary files.</summary>
    public string Folder { get; init; } = Path.Join(Path.GetTempPath(), $"scalewright-{Environment.UserName}");

    /// <summary>Addresses of nodes, IPv4, at most a /16; null: 10.201.0.0/16 for namespaces, 127.77.0.0/16 for processes. The first one is this machine's own in it.</summary>
    public Subnet? Range { get; init; }

    /// <summary>Whether nodes are held to the processors and the memory that they want, by control groups; default true. Only namespaces are.</summary>
    public bool HasLimits { get; init; } = true;

    /// <summary>MiB that the own folder of each node can hold, 1 or more; it lies in memory then (tmpfs), and its disk can be made full on purpose.
    /// Null, the default: on this machine's disk, without limit. Only namespaces can have it.</summary>
    public int? DiskMiB { get; init; }

    /// <summary>How long a command that makes or removes a link may take; default 10 seconds.</summary>
    public TimeSpan LinkDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The agent that is started in each node as a process of its own, and supervised by the cluster; its folder and epoch are the node's. What it answers is the program's to
    /// say, and the path of its socket, in the folder of the node, has at most 107 bytes. Null, the default: agents live in this process.</summary>
    public AgentDeploymentOptions? Agent { get; init; }

    /// <summary>What agents of nodes answer besides commands and files; default nothing. Without <see cref="Agent"/> they run in this process, and start programs inside of their node.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for sessions; default one that nobody can foretell.</summary>
    public Random Chance { get; init; } = new SystemChance();
}
