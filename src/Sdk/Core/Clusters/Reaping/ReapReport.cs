using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>What a reaper did.</summary>
/// <param name="Chosen">What was to be removed: nodes, then groups, then networks.</param>
public sealed record ReapReport(ValueList<Resource> Chosen)
{
    /// <summary>What is still there, with the reason; empty after a dry run.</summary>
    public ValueList<LeakedResource> Left { get; init; } = [];

    /// <summary>
    /// What the request means and was not chosen, because it was made less than a second before the reaper began, or since: it may be of a cluster that is
    /// being made now. Empty when the request names a lineage. Nodes, then groups, then networks; the same for a dry run.
    /// </summary>
    public ValueList<Resource> JustMade { get; init; } = [];

    /// <summary>How often it was tried; 0 when there was nothing to do.</summary>
    public int TryCount { get; init; }

    /// <summary>True when nothing stays of what was chosen.</summary>
    public bool IsClean => Left.Count == 0;

    /// <summary>A line for each resource that was chosen, the same for a dry run.</summary>
    public override string ToString() => string.Concat(Chosen.Select(resource =>
        $"{Printable.Escape(resource.Id)} {resource.Tag.Target.ToString().ToLowerInvariant()} {Printable.Escape(resource.Tag.Name)} of {Printable.Escape(resource.Tag.Owner.ToString())} since {resource.CreatedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n"));
}
