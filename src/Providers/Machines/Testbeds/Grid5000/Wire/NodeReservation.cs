namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>A job that has a machine, or will. Times are seconds of UNIX.</summary>
internal sealed record NodeReservation
{
    public long Uid { get; init; }

    public string? Queue { get; init; }

    public long Walltime { get; init; }

    public string? State { get; init; }

    public long? ScheduledAt { get; init; }

    public long? StartedAt { get; init; }
}
