namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A page of servers.</summary>
internal sealed record ServerList
{
    public IReadOnlyList<Server>? Servers { get; init; }
}
