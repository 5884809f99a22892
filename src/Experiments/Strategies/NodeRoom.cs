using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Strategies;

/// <summary>What of the machines is free for task managers, as the scheduler of Kubernetes reckons: what they ask for counts, not what they use.</summary>
internal sealed class NodeRoom
{
    // 40 times 0.1 of a core are 4 cores, whatever the last bit says.
    private const double Tolerance = 1e-9;

    private readonly Dictionary<string, (double Cpus, double MemoryMiB)> _used = new(StringComparer.Ordinal);

    public NodeRoom(IEnumerable<TaskManager> managers)
    {
        foreach (TaskManager manager in managers)
        {
            Take(manager);
        }
    }

    /// <summary>Notes that a task manager is there.</summary>
    public void Take(TaskManager manager)
    {
        (double cpus, double memory) = _used.GetValueOrDefault(manager.Node);
        _used[manager.Node] = (cpus + manager.Cpus, memory + manager.MemoryMiB);
    }

    /// <summary>Whether a machine has cores and memory left for one more.</summary>
    public bool Fits(StreamNode node, TaskManager manager)
    {
        (double cpus, double memory) = _used.GetValueOrDefault(node.Name);
        return cpus + manager.Cpus <= node.Cores + Tolerance && memory + manager.MemoryMiB <= node.MemoryMiB;
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
