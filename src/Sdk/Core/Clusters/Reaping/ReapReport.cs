using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Result of a reaper.</summary>
/// <param name="Chosen">Resources selected for removal: nodes, then groups, then networks.</param>
public sealed record ReapReport(ValueList<Resource> Chosen)
{
    /// <summary>Resources that still exist, with the reason; empty after a dry run.</summary>
    public ValueList<LeakedResource> Left { get; init; } = [];

    /// <summary>
    /// Matching resources that were not selected because they were created later than one second before the reaper
    /// started. They may belong to a cluster that is being created. Empty if the request names a lineage. Nodes, then
    /// groups, then networks; the same for a dry run.
    /// </summary>
    public ValueList<Resource> JustMade { get; init; } = [];

    /// <summary>Number of attempts; 0 if there was nothing to do.</summary>
    public int TryCount { get; init; }

    /// <summary>True if no selected resource is left.</summary>
    public bool IsClean => Left.Count == 0;

    /// <summary>Returns a line for each selected resource, the same for a dry run.</summary>
    public override string ToString() => string.Concat(Chosen.Select(resource =>
        $"{Printable.Escape(resource.Id)} {resource.Tag.Target.ToString().ToLowerInvariant()} {Printable.Escape(resource.Tag.Name)} of {Printable.Escape(resource.Tag.Owner.ToString())} since {resource.CreatedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n"));
}
