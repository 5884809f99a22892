namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Networks.</summary>
internal sealed record NetworkList
{
    public IReadOnlyList<NamedThing>? Networks { get; init; }
}
