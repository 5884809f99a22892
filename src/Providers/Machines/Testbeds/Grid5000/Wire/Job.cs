namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>A job of the scheduler. Times are seconds of UNIX.</summary>
internal sealed record Job
{
    public long Uid { get; init; }

    public string? Name { get; init; }

    public string? State { get; init; }

    public string? Command { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<string>? Types { get; init; }

    public long? Walltime { get; init; }

    public long SubmittedAt { get; init; }

    public long? ScheduledAt { get; init; }

    public long? StartedAt { get; init; }

    public IReadOnlyList<string>? AssignedNodes { get; init; }
}
