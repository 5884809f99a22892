namespace Scalewright.Experiments.Strategies;

/// <summary>Observation for a decision of a scaling strategy. Immutable.</summary>
/// <param name="Timestamp">Time of the observation, by the clock of the provider.</param>
/// <param name="Job">Job with the desired parallelism.</param>
/// <param name="Task">Name of the operator to scale.</param>
public sealed record ScalingObservation(DateTimeOffset Timestamp, StreamJob Job, string Task)
{
    /// <summary>Working machines.</summary>
    public ValueList<StreamNode> Nodes { get; init; } = [];

    /// <summary>Desired task managers on working machines, in the order of their slots.</summary>
    public ValueList<TaskManager> TaskManagers { get; init; } = [];

    /// <summary>Default properties of a new task manager.</summary>
    public TaskManager TaskManagerTemplate { get; init; } = new("", "");

    /// <summary>Progress of the job since the last decision.</summary>
    public FlowReading Reading { get; init; } = new(default, default);

    /// <summary>Returns the estimated latency between two machines in seconds; null if not measured.</summary>
    public Func<string, string, double>? LatencySelector { get; init; }
}
