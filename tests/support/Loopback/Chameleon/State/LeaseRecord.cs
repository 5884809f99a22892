namespace Loopback.Chameleon.State;

/// <summary>A lease. It is pending, starting, active, terminating and terminated, or in error.</summary>
internal sealed class LeaseRecord
{
    public required string Id { get; init; }

    public required string ReservationId { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; set; }

    public required int Min { get; init; }

    public required int Max { get; init; }

    public required string Rule { get; init; }

    public required IReadOnlyList<Machine> Machines { get; init; }

    public DateTimeOffset? DeletedAt { get; set; }

    public bool HasFailed { get; set; }

    public DateTimeOffset EndsAt => DeletedAt is { } deleted && deleted < End ? deleted : End;

    /// <summary>Whether lists include it. Deleted leases are excluded, expired ones are not.</summary>
    public bool IsListed(DateTimeOffset now, TimeSpan endDelay) =>
        CreatedAt <= now && (DeletedAt is not { } deleted || now < deleted + endDelay);

    public string StatusAt(DateTimeOffset now, ChameleonServerOptions options) =>
        HasFailed ? "ERROR"
        : now >= EndsAt
            ? now < EndsAt + options.EndDelay ? "TERMINATING"
                : "TERMINATED"
        : now < Start || now < Start + (options.LeaseDelay / 2) ? "PENDING"
        : now < Start + options.LeaseDelay ? "STARTING"
        : "ACTIVE";
}
