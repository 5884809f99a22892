namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>An activity of a group.</summary>
internal sealed record ActivityRecord(string Id, string Group, string Instance, string Description, string Cause, DateTimeOffset StartedAt)
{
    /// <summary>Null while the activity is in progress.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsFailed { get; init; }

    /// <summary>Error message; empty on success or if unknown.</summary>
    public string StatusMessage
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>True for a launch, false for a termination.</summary>
    public bool IsLaunch { get; init; }
}
