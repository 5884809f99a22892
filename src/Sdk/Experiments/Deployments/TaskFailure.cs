namespace Scalewright.Experiments.Deployments;

/// <summary>A task that failed on a host.</summary>
/// <param name="Host">Name of the host in the inventory.</param>
/// <param name="Task">Name of the task.</param>
/// <param name="Message">Error message of the task.</param>
public sealed record TaskFailure(string Host, string Task, string Message)
{
    /// <summary>True if the host was unreachable. Default false.</summary>
    public bool IsUnreachable { get; init; }
}
