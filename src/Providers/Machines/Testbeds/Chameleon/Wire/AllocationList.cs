namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>The reservations of all machines.</summary>
internal sealed record AllocationList
{
    public IReadOnlyList<Allocation>? Allocations { get; init; }
}
