namespace Scalewright.Experiments.Deployments;

/// <summary>A task that failed on a host.</summary>
/// <param name="Host">The host's name in the inventory.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Message">What it said.</param>
public sealed record TaskFailure(string Host, string Task, string Message)
{
    /// <summary>True when the host could not be reached; default false.</summary>
    public bool IsUnreachable { get; init; }
}
