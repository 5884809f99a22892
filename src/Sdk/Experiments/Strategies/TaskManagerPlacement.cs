namespace Scalewright.Experiments.Strategies;

/// <summary>Assigns task managers to machines with free capacity.</summary>
internal static class TaskManagerPlacement
{
    /// <summary>
    /// Returns the initial task managers. They are assigned to the machines round-robin; machines without capacity are
    /// skipped. If no machine has capacity, the machine whose turn it is gets the task manager anyway. The first one
    /// runs on a machine of the first step, for which it counts.
    /// </summary>
    public static ValueList<TaskManager> First(Experiment experiment, ValueList<StreamNode> nodes)
    {
        List<TaskManager> managers = [];
        FreeNodeCapacity capacity = new(managers);
        ScalingStep? step = experiment.Scaling is StepStrategy { Steps: [var first, ..] } ? first : null;
        int start = Math.Max(
            0,
            nodes
                .ToList()
                .FindIndex(node =>
                    node.Kind == step?.Kind
                    && (step.Size.Length == 0 || node.Size == step.Size)
                    && capacity.Fits(node, experiment.TaskManagerTemplate)
                )
        );
        for (int index = 0; index < experiment.TaskManagerCount; index++)
        {
            StreamNode node = Enumerable
                .Range(start + index, nodes.Count)
                .Select(position => nodes[position % nodes.Count])
                .FirstOrDefault(candidate => capacity.Fits(candidate, experiment.TaskManagerTemplate))
                ?? nodes[(start + index) % nodes.Count];
            managers.Add(experiment.TaskManagerTemplate with { Name = $"taskmanager-{index + 1}", Node = node.Name });
            capacity.Reserve(managers[^1]);
        }

        return managers.ToValueList();
    }

    /// <summary>
    /// Returns the given number of task managers, or fewer if capacity is insufficient. Existing ones keep their order,
    /// and the last ones are removed first. Each new one is placed on the machine with the highest mean ratio of free
    /// cores and memory.
    /// </summary>
    public static ValueList<TaskManager> Resize(ScalingObservation observation, int count)
    {
        List<TaskManager> managers = [.. observation.TaskManagers.Take(count)];
        FreeNodeCapacity capacity = new(managers);
        while (managers.Count < count && capacity.For(observation.TaskManagerTemplate, observation.Nodes) is { } node)
        {
            managers.Add(observation.TaskManagerTemplate with { Name = NextName(managers), Node = node.Name });
            capacity.Reserve(managers[^1]);
        }

        return managers.ToValueList();
    }

    /// <summary>Returns the number of task managers that are needed to run the given number of instances.</summary>
    public static int CountFor(ScalingObservation observation, int instances)
    {
        int slots = Math.Max(1, observation.TaskManagerTemplate.Slots);
        return ((instances - 1) / slots) + 1;
    }

    /// <summary>Returns the unused name with the lowest number.</summary>
    public static string NextName(IEnumerable<TaskManager> managers)
    {
        HashSet<string> usedNames = [.. managers.Select(manager => manager.Name)];
        int number = 1;
        while (usedNames.Contains($"taskmanager-{number}"))
        {
            number++;
        }

        return $"taskmanager-{number}";
    }

    /// <summary>Returns the parallelism of the task: the number of slots of all task managers, at least 1.</summary>
    public static ValueMap<int> TaskTo(ScalingObservation observation, IEnumerable<TaskManager> managers) =>
        ValueMap.Empty<int>().With(observation.Task, Math.Max(1, managers.Sum(manager => manager.Slots)));
}
