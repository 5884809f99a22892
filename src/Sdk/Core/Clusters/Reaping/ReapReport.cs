using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Result of a reaper.</summary>
/// <param name="Selected">Resources selected for removal: nodes, then groups, then networks.</param>
public sealed record ReapReport(ValueList<Resource> Selected)
{
    /// <summary>Resources that still exist, with the reason; empty after a dry run.</summary>
    public ValueList<LeakedResource> Remaining { get; init; } = [];

    /// <summary>
    /// Resources whose removal was requested, now or earlier, and that still exist after
    /// <see cref="ReapRequest.RemovalTimeout"/>. Empty without such a timeout.
    /// </summary>
    public ValueList<Resource> Terminating { get; init; } = [];

    /// <summary>
    /// Matching resources that were not selected because they were created later than one second before the reaper
    /// started. They may belong to a cluster that is being created. Empty if the request names a lineage. Nodes come
    /// first, then groups, then networks. A dry run returns the same resources.
    /// </summary>
    public ValueList<Resource> SkippedAsRecent { get; init; } = [];

    /// <summary>
    /// Matching resources that were not selected because <see cref="ReapRequest.Confirmed"/> does not contain them.
    /// They have been created or have expired since. Nodes come first, then groups, then networks.
    /// </summary>
    public ValueList<Resource> SkippedAsUnconfirmed { get; init; } = [];

    /// <summary>Number of attempts; 0 if there was nothing to do.</summary>
    public int AttemptCount { get; init; }

    /// <summary>True if no selected resource remains, and none is terminating.</summary>
    public bool IsClean => Remaining.Count + Terminating.Count == 0;

    /// <summary>Returns the removal of the selected resources as a plan.</summary>
    /// <param name="cluster">Name of the cluster.</param>
    public Plan ToPlan(string cluster) => new(cluster, [.. OrphanRemovalRequests.CreateSteps(Selected, first: 0)]);

    /// <summary>Returns a line for each selected resource, the same for a dry run.</summary>
    public override string ToString() =>
        string.Concat(
            Selected.Select(resource =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{TextEscaping.Escape(resource.Id)} {resource.Tag.Target.ToString().ToLowerInvariant()} "
                        + $"{TextEscaping.Escape(resource.Tag.Name)} of {TextEscaping.Escape(resource.Tag.Owner.ToString())} since "
                        + $"{resource.CreatedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n"
                )
            )
        );
}
