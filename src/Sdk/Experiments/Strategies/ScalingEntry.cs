namespace Scalewright.Experiments.Strategies;

/// <summary>Task managers that come to a machine.</summary>
/// <param name="Number">How many task managers, or slots of one, 1 or more.</param>
/// <param name="Size">What each of them is.</param>
public sealed record ScalingEntry(int Number, TaskManagerSize Size)
{
    /// <summary>How the number is reached; default <see cref="ScalingMethod.Block"/>.</summary>
    public ScalingMethod Method { get; init; }

    /// <summary>What becomes more; default <see cref="ScalingScope.TaskManager"/>.</summary>
    public ScalingScope Scope { get; init; }

    /// <summary>Slots of each new task manager, 1 or more; null, the default: as many as the template has, and 1 for other sizes.</summary>
    public int? Parallelism { get; init; }

    /// <summary>One of these, without a name and a machine.</summary>
    internal TaskManager New(TaskManager template) => Size == TaskManagerSize.Template ? template : new TaskManager("", "") { Cpus = Size.Cpus, MemoryMiB = Size.MemoryMiB };
}
