namespace Scalewright.Experiments.Streams;

/// <summary>Environment of a job: machines, task managers, and latencies between machines. Immutable.</summary>
internal sealed record StreamEnvironment
{
    /// <summary>Working machines.</summary>
    public ValueList<StreamNode> Nodes { get; init; } = [];

    /// <summary>Working task managers in the order in which their slots are used, each on a machine.</summary>
    public ValueList<TaskManager> TaskManagers { get; init; } = [];

    /// <summary>Latency between machines without a link. Default 0.2 milliseconds.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Links with a latency other than <see cref="Latency"/>.</summary>
    public ValueList<StreamLink> Links { get; init; } = [];

    /// <summary>Unresponsive machines. While the job uses one, no records are processed. Default empty.</summary>
    public ValueList<string> UnresponsiveNodes { get; init; } = [];

    /// <summary>Total number of slots.</summary>
    public int Slots => TaskManagers.Sum(manager => manager.Slots);
}
