namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>One thing that was done to a group.</summary>
/// <param name="Description">What was done.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record ActivityRecord(
    string Id, string Group, string Instance, string Description, string Cause, DateTimeOffset StartedAt)
{
    /// <summary>When it ended; null: it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsFailed { get; init; }

    /// <summary>Why it failed; empty: it did not, or nobody knows.</summary>
    public string StatusMessage { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is about a launch, else about a termination.</summary>
    public bool IsLaunch { get; init; }
}
