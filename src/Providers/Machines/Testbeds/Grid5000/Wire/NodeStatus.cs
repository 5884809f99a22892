namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>What a machine is doing, and is going to.</summary>
internal sealed record NodeStatus
{
    /// <summary><c>alive</c>, <c>absent</c>, <c>standby</c>, <c>suspected</c> or <c>dead</c>.</summary>
    public string Hard { get; init; } = "";

    public IReadOnlyList<NodeReservation>? Reservations { get; init; }
}
