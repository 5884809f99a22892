namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Asks for a lease.</summary>
internal sealed record LeaseRequest
{
    public required string Name { get; init; }

    public required string StartDate { get; init; }

    public required string EndDate { get; init; }

    public required IReadOnlyList<Reservation> Reservations { get; init; }

    public IReadOnlyList<string> Events { get; init; } = [];
}
