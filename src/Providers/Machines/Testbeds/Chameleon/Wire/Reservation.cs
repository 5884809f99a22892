namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Machines of a lease.</summary>
internal sealed record Reservation
{
    public string? Id { get; init; }

    public string? Status { get; init; }

    public string? ResourceType { get; init; }

    public int Min { get; init; }

    public int Max { get; init; }

    /// <summary>A condition in JSON, as in <c>["=", "$node_type", "compute_a"]</c>.</summary>
    public string? ResourceProperties { get; init; }

    public string? HypervisorProperties { get; init; }
}
