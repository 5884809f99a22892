namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Something with a name: an image, a network, a flavor, a port.</summary>
internal sealed record NamedThing
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }
}
