namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Images.</summary>
internal sealed record ImageList
{
    public IReadOnlyList<NamedThing>? Images { get; init; }
}
