namespace Scalewright.Experiments.Processes;

/// <summary>Which machine each instance of a job is on: of each operator one in a slot, slot after slot.</summary>
internal static class Placement
{
    /// <summary>The machines of an operator's instances, by index.</summary>
    /// <param name="item">The operator, with no more instances than there are slots.</param>
    public static ValueList<string> Of(JobOperator item, ValueList<TaskManager> managers) =>
        [.. managers.SelectMany(manager => Enumerable.Repeat(manager.Node, manager.Slots)).Take(item.Parallelism)];
}
