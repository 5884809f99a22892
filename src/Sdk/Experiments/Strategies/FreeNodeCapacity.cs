namespace Scalewright.Experiments.Strategies;

/// <summary>Free capacity of machines. Like the Kubernetes scheduler, it counts requests, not usage.</summary>
internal sealed class FreeNodeCapacity
{
    // Tolerates rounding: 40 times 0.1 cores are 4 cores.
    private const double Tolerance = 1e-9;

    private readonly Dictionary<string, TaskManagerDemand> _used = new(StringComparer.Ordinal);

    public FreeNodeCapacity(IEnumerable<TaskManager> managers)
    {
        foreach (TaskManager manager in managers)
        {
            Reserve(manager);
        }
    }

    public void Reserve(TaskManager manager) =>
        _used[manager.Node] = _used.GetValueOrDefault(manager.Node) + TaskManagerDemand.From(manager);

    /// <summary>Returns the number of task managers of one kind that fit on an empty machine.</summary>
    public static long GetCount(double cores, double memoryMiB, TaskManager manager) =>
        (long)Math.Min(Math.Floor((cores + Tolerance) / manager.Cpus), Math.Floor(memoryMiB / manager.MemoryMiB));

    public bool Fits(StreamNode node, TaskManager manager) => Fits(node, TaskManagerDemand.From(manager));

    public bool Fits(StreamNode node, TaskManagerDemand need)
    {
        TaskManagerDemand all = _used.GetValueOrDefault(node.Name) + need;
        return all.Cpus <= node.Cores + Tolerance && all.MemoryMiB <= node.MemoryMiB;
    }

    /// <summary>Selects a machine for one more task manager, the first of equal ones; null if none fits.</summary>
    public StreamNode? For(TaskManager manager, IEnumerable<StreamNode> nodes) =>
        nodes.Where(node => Fits(node, manager)).MaxBy(node => GetRemaining(node, manager));

    /// <summary>Kubernetes, NodeResourcesFit with LeastAllocated: mean ratio of free cores and memory.</summary>
    private double GetRemaining(StreamNode node, TaskManager manager)
    {
        (double cpus, double memory) = _used.GetValueOrDefault(node.Name);
        return (((node.Cores - cpus - manager.Cpus) / node.Cores) + ((node.MemoryMiB - memory - manager.MemoryMiB) / node.MemoryMiB)) / 2;
    }
}
