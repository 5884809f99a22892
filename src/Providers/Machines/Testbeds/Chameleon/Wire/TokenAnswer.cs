namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>What comes with a token.</summary>
internal sealed record TokenAnswer
{
    public TokenBody? Token { get; init; }
}
