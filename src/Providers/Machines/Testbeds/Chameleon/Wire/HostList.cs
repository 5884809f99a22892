namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>All machines.</summary>
internal sealed record HostList
{
    public IReadOnlyList<LeaseHost>? Hosts { get; init; }
}
