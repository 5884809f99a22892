namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>An application credential.</summary>
internal sealed record ApplicationCredential
{
    public required string Id { get; init; }

    public required string Secret { get; init; }
}
