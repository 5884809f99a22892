namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>What a token is asked for with.</summary>
internal sealed record AuthDemand
{
    public required AuthIdentity Identity { get; init; }
}
