namespace Loopback.Chameleon.State;

/// <summary>A server. It is building, then active or in error, then deleted.</summary>
internal sealed class ServerRecord
{
    public required string Id { get; init; }

    public required string PortId { get; init; }

    public required string Name { get; init; }

    public required string Image { get; init; }

    public required string Flavor { get; init; }

    public required string Network { get; init; }

    public required string Key { get; init; }

    public required string Address { get; init; }

    /// <summary>Null if the server was requested without a lease.</summary>
    public required LeaseRecord? Lease { get; init; }

    /// <summary>Null if no machine was free.</summary>
    public required Machine? Machine { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Reason of its failure; null if it does not fail.</summary>
    public required string? Fault { get; init; }

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset? DeletedAt { get; set; }

    public bool IsGone(DateTimeOffset now, TimeSpan deleteDuration) => DeletedAt is { } deleted && now >= deleted + deleteDuration;

    public string StatusAt(DateTimeOffset now, TimeSpan bootDuration) =>
        Machine is not null && now < CreatedAt + bootDuration ? "BUILD"
        : Fault is null ? "ACTIVE"
        : "ERROR";
}
