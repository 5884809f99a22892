using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>
/// Resources that a reaper removes. Without a lineage or cluster, only expired resources are removed.
/// </summary>
public sealed record ReapRequest
{
    /// <summary>
    /// Lineage whose resources are removed at any age, because a request that names it acts for its state. Null: any
    /// lineage.
    /// </summary>
    public Lineage? Lineage { get; init; }

    /// <summary>
    /// Name of the clusters whose resources are removed; null: any name. Without a lineage, resources created later
    /// than one second before the start are kept (<see cref="ReapReport.SkippedAsRecent"/>).
    /// </summary>
    public string? Cluster { get; init; }

    /// <summary>Minimum age of removed resources; null: any age.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>
    /// Resources that may be removed, for example <see cref="ReapReport.Selected"/> of a dry run that a user confirmed.
    /// Other matching resources are kept (<see cref="ReapReport.SkippedAsUnconfirmed"/>). Null: all matching resources.
    /// <see cref="Reaper.ReapStateAsync"/> rejects other values.
    /// </summary>
    public ValueList<Resource>? Confirmed { get; init; }

    /// <summary>True to only report the resources that would be removed. Default false.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>File that lists leaked resources; deleted if no resources remain. Null: no file.</summary>
    public string? LeakReportPath { get; init; }

    /// <summary>Maximum number of attempts, 1 or more. Default 10.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>Delay after the first attempt; doubles up to a minute, with jitter. Default 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Maximum time to wait for the next outcome of the requested removals. Removals without an outcome then count as unknown.
    /// Default 10 minutes.
    /// </summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Maximum time to wait until removed resources no longer exist, by the provider's clock. Default zero: no wait.
    /// Only resources for which the provider reports a <see cref="Resource.Waiting"/> reason are waited for.
    /// </summary>
    public TimeSpan RemovalTimeout { get; init; }

    /// <summary>
    /// File system of the file and of the state. Null: that of the provider if it has one, for example the simulation,
    /// otherwise the local one.
    /// </summary>
    public IFileSystem? FileSystem { get; init; }

    /// <summary>Receives the events of a removal by a state. Null: no receiver.</summary>
    public IProgress<ClusterEvent>? Listener { get; init; }

    /// <summary>Called with the number of removed resources that still exist, before each wait for them. Null: not
    /// called.</summary>
    public Action<int>? OnTerminating { get; init; }

    internal RetryOptions Retry => new() { MaxRetryAttempts = MaxAttempts - 1, Delay = RetryDelay };
}
