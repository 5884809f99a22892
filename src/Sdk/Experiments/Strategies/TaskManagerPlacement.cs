namespace Scalewright.Experiments.Strategies;

internal static class TaskManagerPlacement
{
    /// <summary>Returns the initial task managers. Machines are filled in order; full machines are skipped.</summary>
    public static ValueList<TaskManager> First(Experiment experiment, ValueList<StreamNode> nodes)
    {
        List<TaskManager> managers = [];
        FreeNodeCapacity room = new(managers);
        for (int index = 0; index < experiment.TaskManagerCount; index++)
        {
            StreamNode node = Enumerable.Range(index, nodes.Count)
                .Select(at => nodes[at % nodes.Count])
                .FirstOrDefault(known => room.Fits(known, experiment.TaskManagerTemplate))
                ?? nodes[index % nodes.Count];
            managers.Add(experiment.TaskManagerTemplate with { Name = $"taskmanager-{index + 1}", Node = node.Name });
            room.Take(managers[^1]);
        }

        return managers.ToValueList();
    }

    /// <summary>
    /// Returns the given number of task managers, or fewer if capacity is insufficient. Existing ones keep their order.
    /// New ones use the machine with the largest ratio of free cores and memory. The last are removed first.
    /// </summary>
    public static ValueList<TaskManager> Resize(ScalingObservation view, int count)
    {
        List<TaskManager> managers = [.. view.TaskManagers.Take(count)];
        FreeNodeCapacity room = new(managers);
        while (managers.Count < count && room.For(view.TaskManagerTemplate, view.Nodes) is { } node)
        {
            managers.Add(view.TaskManagerTemplate with { Name = NextName(managers), Node = node.Name });
            room.Take(managers[^1]);
        }

        return managers.ToValueList();
    }

    /// <summary>Returns the number of task managers of the template that have slots for the given instances.</summary>
    public static int CountFor(ScalingObservation view, int instances)
    {
        int slots = Math.Max(1, view.TaskManagerTemplate.Slots);
        return ((instances - 1) / slots) + 1;
    }

    public static string NextName(IEnumerable<TaskManager> managers)
    {
        HashSet<string> taken = [.. managers.Select(manager => manager.Name)];
        int number = 1;
        while (taken.Contains($"taskmanager-{number}"))
        {
            number++;
        }

        return $"taskmanager-{number}";
    }

    /// <summary>Sets the parallelism of the task to the number of slots.</summary>
    public static ValueMap<int> TaskTo(ScalingObservation view, IEnumerable<TaskManager> managers) =>
        ValueMap.Empty<int>().With(view.Task, Math.Max(1, managers.Sum(manager => manager.Slots)));
}
