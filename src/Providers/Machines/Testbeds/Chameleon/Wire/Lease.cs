namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A lease of the reservation service. Times are UTC without saying so.</summary>
internal sealed record Lease
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }

    public string? Status { get; init; }

    public string? StartDate { get; init; }

    public string? EndDate { get; init; }

    public string? CreatedAt { get; init; }

    public IReadOnlyList<Reservation>? Reservations { get; init; }
}
