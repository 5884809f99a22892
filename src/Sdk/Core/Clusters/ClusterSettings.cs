using Scalewright.Clusters.Registering;
using Scalewright.Journals;

namespace Scalewright.Clusters;

/// <summary>How a cluster behaves; what the builder sets one by one.</summary>
public sealed record ClusterSettings
{
    /// <summary>How steps are repeated.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>How connecting to a node is repeated, and what may be repeated on it; default 3 rounds after the first.</summary>
    public RetryOptions Connect { get; init; } = new() { RoundsMax = 3 };

    /// <summary>What is done about agents that end again and again; default pauses of 1, 2, 4 … seconds, and the node is given up with the fifth end in ten minutes.</summary>
    public RestartPolicy Restart { get; init; } = new();

    /// <summary>Hears of each step that ended; null: nobody does.</summary>
    public IProgress<PlanProgress>? Progress { get; init; }

    /// <summary>Hears of each event, from the first step of provisioning on; null: nobody does. See <see cref="Cluster.ListenAsync"/> for later listeners.</summary>
    public IProgress<ClusterEvent>? Listener { get; init; }

    /// <summary>What is made may be removed by anyone this long after; null: never. A long-lived cluster wants null.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>What becomes of the cluster when it is disposed; null: it stays when it has a folder, and goes when it has none.</summary>
    public ClusterLifetime? Lifetime { get; init; }

    /// <summary>What is done about things of ours that someone else changed; default they are told and left.</summary>
    public DriftPolicy Drift { get; init; }

    /// <summary>How often is looked, planned and done until all is as wanted; default 3 rounds.</summary>
    public int RoundsMax { get; init; } = 3;

    /// <summary>Whether a cluster of which a part could not be made is returned, with the problems in its report, instead of an exception. Default false.</summary>
    public bool AllowsPartial { get; init; }

    /// <summary>How long a node may take to become ready; then it is made again. Default 10 minutes.</summary>
    public TimeSpan StartMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the place may leave the question what there is without an answer, while a cluster is removed that could not be made or whose making was cancelled; then it is given up, and
    /// <c>left behind</c> in the data of the exception says so. It also limits the question whether a node is gone whose connection broke during a call. Default 1 minute.</summary>
    public TimeSpan CleanUpSilenceMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many nodes are spoken to at once; default 64.</summary>
    public int FanOutMax { get; init; } = 64;

    /// <summary>The disk of the state; null: the place's own when it has one, as the simulation does, else this machine's.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>How the state is opened; null: the defaults. Holder, chance and clock are set by the cluster.</summary>
    public DurableStoreOptions? Store { get; init; }

    /// <summary>Where the logs of nodes are collected; null: nowhere. See <see cref="ClusterBuilder.WithLogs"/>.</summary>
    public NodeLogOptions? Logs { get; init; }

    /// <summary>The register in which the cluster's nodes and partitions stand, for other programs to see; null: none. See <see cref="ClusterBuilder.WithRegister"/>.</summary>
    public NodeRegister? Register { get; init; }
}
