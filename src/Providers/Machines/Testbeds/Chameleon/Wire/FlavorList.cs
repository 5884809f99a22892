namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Flavors.</summary>
internal sealed record FlavorList
{
    public IReadOnlyList<NamedThing>? Flavors { get; init; }
}
