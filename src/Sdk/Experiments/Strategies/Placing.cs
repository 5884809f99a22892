namespace Scalewright.Experiments.Strategies;

/// <summary>Where new task managers go, and which leave.</summary>
internal static class Placing
{
    /// <summary>The first task managers, on one machine after another; those that are full are passed over.</summary>
    public static ValueList<TaskManager> First(Experiment experiment, ValueList<StreamNode> nodes)
    {
        List<TaskManager> managers = [];
        NodeRoom room = new(managers);
        for (int index = 0; index < experiment.TaskManagers; index++)
        {
            StreamNode node = Enumerable.Range(index, nodes.Count).Select(at => nodes[at % nodes.Count]).FirstOrDefault(known => room.Fits(known, experiment.Template)) ?? nodes[index % nodes.Count];
            managers.Add(experiment.Template with { Name = $"taskmanager-{index + 1}", Node = node.Name });
            room.Take(managers[^1]);
        }

        return managers.ToValueList();
    }

    /// <summary>
    /// So many task managers, or as many as there is room for: those that are there stay in their order, new ones go where the largest part of cores and memory is
    /// free, the last leave first.
    /// </summary>
    public static ValueList<TaskManager> Resize(ScalingView view, int count)
    {
        List<TaskManager> managers = [.. view.TaskManagers.Take(count)];
        NodeRoom room = new(managers);
        while (managers.Count < count && room.For(view.Template, view.Nodes) is { } node)
        {
            managers.Add(view.Template with { Name = NextName(managers), Node = node.Name });
            room.Take(managers[^1]);
        }

        return managers.ToValueList();
    }

    /// <summary>As many task managers of the template as have slots for so many instances.</summary>
    public static int CountFor(ScalingView view, int instances)
    {
        int slots = Math.Max(1, view.Template.Slots);
        return ((instances - 1) / slots) + 1;
    }

    /// <summary>A name that none of them has.</summary>
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

    /// <summary>The task gets as many instances as there are slots.</summary>
    public static ValueMap<int> TaskTo(ScalingView view, IEnumerable<TaskManager> managers) =>
        ValueMap.Empty<int>().With(view.Task, Math.Max(1, managers.Sum(manager => manager.Slots)));
}
