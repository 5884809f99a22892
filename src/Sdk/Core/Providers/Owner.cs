using Scalewright.Journals;

namespace Scalewright.Providers;

/// <summary>Owner of a resource. Every resource created for a cluster carries it as a tag.</summary>
/// <param name="Lineage">Lineage of the cluster's state, generated once.</param>
/// <param name="Cluster">The cluster's name.</param>
public sealed record Owner(Lineage Lineage, string Cluster)
{
    private const string Prefix = "scalewright";

    /// <summary>Parses an ownership tag.</summary>
    /// <param name="text">The tag.</param>
    /// <param name="owner">The owner.</param>
    /// <returns>False if the text is not a Scalewright ownership tag.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Owner? owner)
    {
        string[] parts = text?.Split(':', 3) ?? [];
        owner =
            parts is [Prefix, var digits, { Length: > 0 } cluster] && Lineage.TryParse(digits, out Lineage lineage)
                ? new Owner(lineage, cluster)
                : null;
        return owner is not null;
    }

    /// <summary>Returns the tag <c>scalewright:LINEAGE:CLUSTER</c>.</summary>
    public override string ToString() => $"{Prefix}:{Lineage}:{Cluster}";
}
