using Scalewright.Journals;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>A cluster as recorded in the state of a folder, without querying the provider.</summary>
/// <param name="Owner">Owner in the ownership tags of the cluster's resources.</param>
/// <param name="Epoch">Highest recorded epoch.</param>
/// <param name="Desired">The desired topology.</param>
public sealed record ClusterRecord(Owner Owner, long Epoch, Topology Desired)
{
    /// <summary>The last lease holder; null for none.</summary>
    public LockHolder? LockHolder { get; init; }

    /// <summary>True if the last holder closed the state.</summary>
    public bool IsClosed { get; init; }

    /// <summary>
    /// True if the last holder was a local process that exited without closing the state. The next holder can take over
    /// immediately.
    /// </summary>
    public bool IsLockHolderGone { get; init; }

    /// <summary>Problems that did not prevent reading.</summary>
    public ValueList<Problem> Warnings { get; init; } = [];

    /// <summary>
    /// Returns true if a program holds the cluster: it is not closed, its lease is valid, and its holder is not known
    /// to have exited.
    /// </summary>
    /// <param name="time">Current time by the provider's clock.</param>
    public bool IsLockedAt(DateTimeOffset time) =>
        !IsClosed && !IsLockHolderGone && LockHolder is { } holder && holder.LeaseExpiresAt > time;
}
