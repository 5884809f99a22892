using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Strategies;

/// <summary>Where new task managers go, and which leave.</summary>
internal static class Placing
{
    /// <summary>So many task managers: those that are there stay in their order, new ones go where most cores are free, the last leave first.</summary>
    public static ValueList<TaskManager> Resize(ScalingView view, int count)
    {
        List<TaskManager> managers = [.. view.TaskManagers.Take(count)];
        while (managers.Count < count && Freest(view.Nodes, managers) is { } node)
        {
            managers.Add(view.Template with { Name = NextName(managers), Node = node.Name });
        }

        return managers.ToValueList();
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

    private static StreamNode? Freest(IEnumerable<StreamNode> nodes, List<TaskManager> managers) =>
        nodes.MaxBy(node => node.Cores - managers.Where(manager => manager.Node == node.Name).Sum(manager => manager.Cpus));
}
