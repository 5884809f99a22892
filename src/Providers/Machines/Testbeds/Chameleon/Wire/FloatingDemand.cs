namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>What an address shall be for.</summary>
internal sealed record FloatingDemand
{
    public required string FloatingNetworkId { get; init; }

    public required string PortId { get; init; }

    public required string Description { get; init; }
}
