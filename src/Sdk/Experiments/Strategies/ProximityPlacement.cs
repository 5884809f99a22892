namespace Scalewright.Experiments.Strategies;

/// <summary>Assigns task managers to machines close to each other.</summary>
internal static class ProximityPlacement
{
    // A move requires a restart, so the improvement must justify it.
    private const double Gain = 0.5;

    /// <summary>Uses the machines with the lowest latency. A move must halve the latency.</summary>
    public static ValueList<TaskManager> Resize(ScalingObservation view, int count, Func<string, string, double> latencyOf)
    {
        ValueList<TaskManager> best = [];
        double least = double.PositiveInfinity;
        foreach (StreamNode first in view.Nodes)
        {
            ValueList<TaskManager> around = Around(view, first, count, latencyOf);
            double cost = Latency(around, latencyOf);
            (best, least) = around.Count > best.Count || (around.Count == best.Count && cost < least) ? (around, cost) : (best, least);
        }

        ValueList<TaskManager> kept = TaskManagerPlacement.Resize(view, count);
        return kept.Count > best.Count || (kept.Count == best.Count && Latency(kept, latencyOf) * Gain <= least) ? kept : best;
    }

    /// <summary>Fills machines by distance from one of them, within their cores and memory.</summary>
    private static ValueList<TaskManager> Around(
        ScalingObservation view,
        StreamNode first,
        int count,
        Func<string, string, double> latencyOf
    )
    {
        List<TaskManager> managers = [];
        foreach (StreamNode node in view.Nodes.OrderBy(node => node == first ? 0 : latencyOf(first.Name, node.Name)))
        {
            managers.AddRange(view.TaskManagers.Where(manager => manager.Node == node.Name).Take(count - managers.Count));
            FreeNodeCapacity room = new(managers);
            while (managers.Count < count && room.Fits(node, view.TaskManagerTemplate))
            {
                managers.Add(
                    view.TaskManagerTemplate with
                    {
                        Name = TaskManagerPlacement.NextName([.. view.TaskManagers, .. managers]),
                        Node = node.Name,
                    }
                );
                room.Reserve(managers[^1]);
            }
        }

        return managers.ToValueList();
    }

    /// <summary>Mean latency between the task managers in seconds.</summary>
    public static double Latency(ValueList<TaskManager> managers, Func<string, string, double> latencyOf)
    {
        double sum = 0;
        foreach (TaskManager source in managers)
        {
            foreach (TaskManager target in managers)
            {
                sum += source.Node == target.Node ? 0 : latencyOf(source.Node, target.Node);
            }
        }

        return sum / Math.Max(1, managers.Count * managers.Count);
    }
}
