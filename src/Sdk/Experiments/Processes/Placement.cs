namespace Scalewright.Experiments.Processes;

/// <summary>Assigns instances to machines: one of each operator per slot, in the order of slots.</summary>
internal static class Placement
{
    /// <summary>Returns the machines of an operator's instances, by index.</summary>
    public static ValueList<string> Of(JobOperator item, ValueList<TaskManager> managers) =>
        [.. managers.SelectMany(manager => Enumerable.Repeat(manager.Node, manager.Slots)).Take(item.Parallelism)];
}
