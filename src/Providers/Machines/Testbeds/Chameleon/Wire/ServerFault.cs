namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Why a server failed.</summary>
internal sealed record ServerFault
{
    public string? Message { get; init; }
}
