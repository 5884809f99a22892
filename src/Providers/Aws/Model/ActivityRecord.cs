namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>An activity of a group: a launch or a termination.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Instance">ID of the instance.</param>
/// <param name="Description">What the activity does, as clients see it.</param>
/// <param name="Cause">Why it was started, as clients see it.</param>
internal sealed record ActivityRecord(string Id, string Group, string Instance, string Description, string Cause, DateTimeOffset StartedAt)
{
    /// <summary>Null while the activity is in progress.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True if the activity ended without success.</summary>
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
