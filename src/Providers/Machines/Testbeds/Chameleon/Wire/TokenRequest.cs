namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Asks for a token.</summary>
internal sealed record TokenRequest
{
    public required AuthDemand Auth { get; init; }
}
