namespace Scalewright.Experiments.Strategies;

/// <summary>Task managers to add to a machine.</summary>
/// <param name="Number">Number of task managers, or slots of one, at least 1.</param>
/// <param name="Size">Size of each task manager.</param>
public sealed record ScalingEntry(int Number, TaskManagerSize Size)
{
    /// <summary>Order in which the number is reached. Default <see cref="ScalingMethod.Block"/>.</summary>
    public ScalingMethod Method { get; init; }

    /// <summary>Unit that is added. Default <see cref="ScalingScope.TaskManager"/>.</summary>
    public ScalingScope Scope { get; init; }

    /// <summary>Slots of each new task manager, at least 1. Default null: template, or 1 for other sizes.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Creates a task manager of this entry, without a name and a machine.</summary>
    internal TaskManager New(TaskManager template) =>
        Size == TaskManagerSize.Template ? template : new TaskManager("", "") { Cpus = Size.Cpus, MemoryMiB = Size.MemoryMiB };
}
