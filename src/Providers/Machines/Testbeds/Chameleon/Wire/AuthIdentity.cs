namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Who wants a token.</summary>
internal sealed record AuthIdentity
{
    public IReadOnlyList<string> Methods { get; init; } = ["application_credential"];

    public required ApplicationCredential ApplicationCredential { get; init; }
}
