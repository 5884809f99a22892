namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A token without its secret part.</summary>
internal sealed record TokenBody
{
    public IReadOnlyList<CatalogEntry>? Catalog { get; init; }
}
