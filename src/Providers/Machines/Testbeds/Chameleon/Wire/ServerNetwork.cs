namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A network of a server.</summary>
internal sealed record ServerNetwork
{
    public required string Uuid { get; init; }
}
