using Scalewright.Clusters.Registry;
using Scalewright.Journals;

namespace Scalewright.Clusters;

/// <summary>Settings of a cluster. The builder sets them individually.</summary>
public sealed record ClusterOptions
{
    /// <summary>Retry policy of steps. Default 12 retries after 1, 2, 4 … seconds, at most 1 minute each.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>Retry policy of connections to nodes and of idempotent calls. Default 3 retries.</summary>
    public RetryOptions ConnectRetry { get; init; } = new() { MaxRetryAttempts = 3 };

    /// <summary>
    /// Maximum time to wait for the next outcome of the requested steps. Steps without an outcome then count as unknown.
    /// Default 10 minutes.
    /// </summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Restart policy of agents that exit repeatedly. Default delays are 1, 2, 4 … seconds; the fifth exit in ten
    /// minutes marks the node as failed.
    /// </summary>
    public RestartPolicy RestartPolicy { get; init; } = new();

    /// <summary>Receives the progress after each step; null for none.</summary>
    public IProgress<PlanProgress>? Progress { get; init; }

    /// <summary>
    /// Receives each event, starting with the first step of provisioning; null for none. To receive events only later,
    /// use <see cref="Cluster.WatchEventsAsync"/>.
    /// </summary>
    public IProgress<ClusterEvent>? Listener { get; init; }

    /// <summary>
    /// Age after which a reaper can remove the created resources. Null: never, for long-lived clusters.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Lifetime of the cluster. Null: kept if it has a folder, otherwise removed on disposal.</summary>
    public ClusterLifetime? Lifetime { get; init; }

    /// <summary>
    /// Policy for resources that other programs or users changed. Default: report them and leave them unchanged.
    /// </summary>
    public DriftPolicy DriftPolicy { get; init; }

    /// <summary>Maximum number of reconcile iterations for one change of the cluster. Default 3.</summary>
    public int MaxReconcileIterations { get; init; } = 3;

    /// <summary>
    /// True to return a partially created cluster, with problems in its report, instead of throwing. Default false.
    /// </summary>
    public bool AllowPartial { get; init; }

    /// <summary>Maximum time for a node to become ready before it is replaced. Default 10 minutes.</summary>
    public TimeSpan NodeStartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Maximum time to wait for the provider to list resources. Default 1 minute.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>While a failed or canceled cluster is cleaned up. The cleanup then stops, and the exception data reports
    /// <c>left behind</c>.</item>
    /// <item>While it is checked whether the node of a killed command still exists. After a lost connection, the maximum
    /// is 5 seconds.</item>
    /// </list>
    /// </remarks>
    public TimeSpan CleanupTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum number of nodes contacted concurrently. Default 64.</summary>
    public int MaxConcurrency { get; init; } = 64;

    /// <summary>File system of the state. Null: that of the provider if it has one, otherwise the local one.</summary>
    public IFileSystem? FileSystem { get; init; }

    /// <summary>
    /// Options of the state; null: the defaults. The cluster sets the lock holder, random source and clock.
    /// </summary>
    public DurableStoreOptions? StoreOptions { get; init; }

    /// <summary>Options of log collection, <c>NodeLogOptions</c>; null disables it. See <c>ClusterBuilder.WithNodeLogs</c>.</summary>
    public INodeFollowerOptions? NodeLogs { get; init; }

    /// <summary>
    /// Registry through which programs share nodes and partitions; null for none. See
    /// <see cref="ClusterBuilder.WithNodeRegistry"/>.
    /// </summary>
    public NodeRegistry? NodeRegistry { get; init; }
}
