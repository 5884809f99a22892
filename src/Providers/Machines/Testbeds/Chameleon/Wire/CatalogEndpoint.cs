namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Where a service answers.</summary>
internal sealed record CatalogEndpoint
{
    public string? Interface { get; init; }

    public string? Region { get; init; }

    public string? RegionId { get; init; }

    public string? Url { get; init; }
}
