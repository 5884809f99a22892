namespace Scalewright.Experiments.Strategies;

/// <summary>What of the machines is free for task managers, as the scheduler of Kubernetes reckons: what they ask for counts, not what they use.</summary>
internal sealed class NodeRoom
{
    // 40 times 0.1 of a core are 4 cores, whatever the last bit says.
    private const double Tolerance = 1e-9;

    private readonly Dictionary<string, RoomNeed> _used = new(StringComparer.Ordinal);

    public NodeRoom(IEnumerable<TaskManager> managers)
    {
        foreach (TaskManager manager in managers)
        {
            Take(manager);
        }
    }

    /// <summary>Notes that a task manager is there.</summary>
    public void Take(TaskManager manager) => _used[manager.Node] = _used.GetValueOrDefault(manager.Node) + RoomNeed.Of(manager);

    /// <summary>How many of one kind fit on a machine that has so much and nothing on it.</summary>
    public static long CountOf(double cores, double memoryMiB, TaskManager manager) => (long)Math.Min(Math.Floor((cores + Tolerance) / manager.Cpus), Math.Floor(memoryMiB / manager.MemoryMiB));

    /// <summary>Whether a machine has cores and memory left for one more.</summary>
    public bool Fits(StreamNode node, TaskManager manager) => Fits(node, RoomNeed.Of(manager));

    /// <summary>Whether a machine has cores and memory left for some more.</summary>
    public bool Fits(StreamNode node, RoomNeed need)
    {
        RoomNeed all = _used.GetValueOrDefault(node.Name) + need;
        return all.Cpus <= node.Cores + Tolerance && all.MemoryMiB <= node.MemoryMiB;
    }

    /// <summary>The machine for one more; null when it fits nowhere. Of equals the first.</summary>
    public StreamNode? For(TaskManager manager, IEnumerable<StreamNode> nodes) => nodes.Where(node => Fits(node, manager)).MaxBy(node => LeftOf(node, manager));

    /// <summary>Kubernetes, NodeResourcesFit with LeastAllocated, its default: the mean of the parts of cores and memory that would be left.</summary>
    private double LeftOf(StreamNode node, TaskManager manager)
    {
        (double cpus, double memory) = _used.GetValueOrDefault(node.Name);
        return (((node.Cores - cpus - manager.Cpus) / node.Cores) + ((node.MemoryMiB - memory - manager.MemoryMiB) / node.MemoryMiB)) / 2;
    }
}
