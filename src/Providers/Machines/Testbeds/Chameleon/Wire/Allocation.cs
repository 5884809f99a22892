namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>The reservations of one machine.</summary>
internal sealed record Allocation
{
    public string? ResourceId { get; init; }

    public IReadOnlyList<AllocatedTime>? Reservations { get; init; }
}
