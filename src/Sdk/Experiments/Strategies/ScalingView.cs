namespace Scalewright.Experiments.Strategies;

/// <summary>All that a strategy sees at one instant. A value.</summary>
/// <param name="At">When, by the clock of the place.</param>
/// <param name="Job">The job with the numbers of instances that are wanted.</param>
/// <param name="Task">The operator that is scaled.</param>
public sealed record ScalingView(DateTimeOffset At, StreamJob Job, string Task)
{
    /// <summary>The machines that work.</summary>
    public ValueList<StreamNode> Nodes { get; init; } = [];

    /// <summary>The task managers that are wanted and whose machines work, in the order of their slots.</summary>
    public ValueList<TaskManager> TaskManagers { get; init; } = [];

    /// <summary>What a new task manager is when nothing else is said.</summary>
    public TaskManager Template { get; init; } = new("", "");

    /// <summary>What the job did since the last decision.</summary>
    public FlowReading Reading { get; init; } = new(default, default);

    /// <summary>Estimated seconds of a packet between two machines that work; null where nobody measured.</summary>
    public Func<string, string, double>? LatencyOf { get; init; }
}
