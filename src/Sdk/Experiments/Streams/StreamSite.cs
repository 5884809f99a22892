namespace Scalewright.Experiments.Streams;

/// <summary>Where a job runs: machines, the task managers on them, and how far the machines are from each other. A value.</summary>
public sealed record StreamSite
{
    /// <summary>The machines that work.</summary>
    public ValueList<StreamNode> Nodes { get; init; } = [];

    /// <summary>The task managers that work, in the order in which their slots are used; each on one of the machines.</summary>
    public ValueList<TaskManager> TaskManagers { get; init; } = [];

    /// <summary>Time of a packet from one machine to another, where no link says otherwise; default 0.2 ms.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Machines that are farther from each other than <see cref="Latency"/>.</summary>
    public ValueList<SiteLink> Links { get; init; } = [];

    /// <summary>Machines that do not answer for the moment, and may again: as long as the job uses one of them, no record goes through it. Default none.</summary>
    public ValueList<string> Silent { get; init; } = [];

    /// <summary>All slots.</summary>
    public int Slots => TaskManagers.Sum(manager => manager.Slots);
}
