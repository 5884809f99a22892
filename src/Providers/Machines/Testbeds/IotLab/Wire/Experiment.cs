namespace Scalewright.Providers.IotLab.Wire;

/// <summary>An experiment of the account. What has no date yet has the first second of 1970.</summary>
internal sealed record Experiment
{
    public long Id { get; init; }

    public string? Name { get; init; }

    /// <summary>Waiting, toLaunch, Launching, Running, Finishing, Terminated, Stopped or Error.</summary>
    public string? State { get; init; }

    public int NbNodes { get; init; }

    /// <summary>In minutes.</summary>
    public int SubmittedDuration { get; init; }

    public DateTimeOffset? SubmissionDate { get; init; }

    public DateTimeOffset? ScheduledDate { get; init; }

    public DateTimeOffset? StartDate { get; init; }
}
