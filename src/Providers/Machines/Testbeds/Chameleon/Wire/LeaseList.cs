namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>All leases.</summary>
internal sealed record LeaseList
{
    public IReadOnlyList<Lease>? Leases { get; init; }
}
