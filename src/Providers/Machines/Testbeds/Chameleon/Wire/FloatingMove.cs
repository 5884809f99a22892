namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Gives an address to another port.</summary>
internal sealed record FloatingMove
{
    public required string PortId { get; init; }
}
