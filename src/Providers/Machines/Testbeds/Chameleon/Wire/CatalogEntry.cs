namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A service of the catalog.</summary>
internal sealed record CatalogEntry
{
    public string? Type { get; init; }

    public IReadOnlyList<CatalogEndpoint>? Endpoints { get; init; }
}
