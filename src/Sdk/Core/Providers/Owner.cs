using Scalewright.Journals;

namespace Scalewright.Providers;

/// <summary>Whose a resource is: everything made for a cluster carries it as a tag.</summary>
/// <param name="Lineage">The lineage of the cluster's state, drawn once.</param>
/// <param name="Cluster">The cluster's name.</param>
public sealed record Owner(Lineage Lineage, string Cluster)
{
    private const string Prefix = "scalewright";

    /// <summary>Reads a tag.</summary>
    /// <param name="text">The tag.</param>
    /// <param name="owner">The owner.</param>
    /// <returns>False when the text is no tag of ours.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Owner? owner)
    {
        string[] parts = text?.Split(':', 3) ?? [];
        owner = parts is [Prefix, var digits, { Length: > 0 } cluster] && Lineage.TryParse(digits, out Lineage lineage) ? new Owner(lineage, cluster) : null;
        return owner is not null;
    }

    /// <summary>The tag: <c>scalewright:LINEAGE:CLUSTER</c>.</summary>
    public override string ToString() => $"{Prefix}:{Lineage}:{Cluster}";
}
