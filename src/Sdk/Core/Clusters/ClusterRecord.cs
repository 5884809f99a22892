using Scalewright.Journals;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>A cluster as the state of a folder records it, without asking the provider.</summary>
/// <param name="Owner">The ownership tag on everything of the cluster.</param>
/// <param name="Epoch">The highest epoch that is recorded.</param>
/// <param name="Desired">The desired topology.</param>
public sealed record ClusterRecord(Owner Owner, long Epoch, Topology Desired)
{
    /// <summary>The last lease holder; null when there was none.</summary>
    public LockHolder? Holder { get; init; }

    /// <summary>True when the last holder closed the state in order.</summary>
    public bool IsClosed { get; init; }

    /// <summary>True when the last holder was a process of this machine that has ended without closing the state: the next one takes over at once.</summary>
    public bool IsHolderGone { get; init; }

    /// <summary>Problems that were found and did not keep the state from being read.</summary>
    public ValueList<Problem> Warnings { get; init; } = [];

    /// <summary>Tells whether a program holds the cluster: it neither closed the state nor let its lease end, and is not known to be gone.</summary>
    /// <param name="time">The time now, by the provider's clock.</param>
    public bool IsHeldAt(DateTimeOffset time) => !IsClosed && !IsHolderGone && Holder is { } holder && holder.LeaseEnd > time;
}
