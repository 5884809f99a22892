namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Ports.</summary>
internal sealed record PortList
{
    public IReadOnlyList<NamedThing>? Ports { get; init; }
}
