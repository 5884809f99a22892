using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Strategies;

/// <summary>Goes through the portions of all steps.</summary>
internal sealed class StepCourse : IScalingCourse
{
    private readonly Queue<Portion> _portions = new();
    private readonly Dictionary<int, string> _nodes = [];
    private readonly ValueList<ScalingStep> _steps;

    public StepCourse(StepStrategy strategy)
    {
        _steps = strategy.Steps;

        // The one that is there from the setup is the first of the first entry.
        bool isThere = true;
        for (int step = 0; step < strategy.Steps.Count; step++)
        {
            foreach (ScalingEntry entry in strategy.Steps[step].Entries)
            {
                foreach (int count in Increments.Of(entry.Method, entry.Number - (isThere ? 1 : 0)))
                {
                    _portions.Enqueue(new Portion(step, entry, count));
                }

                isThere = false;
            }
        }
    }

    public bool IsOver => _portions.Count == 0;

    public ScalingChange? Decide(ScalingView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (!_portions.TryPeek(out Portion? portion) || NodeOf(portion.Step, view) is not { } node)
        {
            return null;
        }

        _portions.Dequeue();
        ValueList<TaskManager> managers = portion.Entry.Scope == ScalingScope.Slots ? AddSlots(portion, view, node) : AddManagers(portion, view, node);
        return new ScalingChange(managers, Placing.TaskTo(view, managers), $"step {portion.Step + 1}: {CountText.Of(portion.Count, portion.Entry.Scope == ScalingScope.Slots ? "slot" : "task manager")} more, of size {portion.Entry.Size.Name}, on {node}");
    }

    /// <summary>The machine of a step: that of the setup for the first, else the next of its kind and size that no step had.</summary>
    private string? NodeOf(int step, ScalingView view)
    {
        if (!_nodes.TryGetValue(step, out string? node))
        {
            // The first has its machine even when nothing more comes to it.
            _ = step > 0 ? NodeOf(0, view) : null;
            string[] fitting = Fitting(step, view);
            string? first = step == 0 && view.TaskManagers.Count > 0 ? view.TaskManagers[0].Node : null;
            node = fitting.Contains(first, StringComparer.Ordinal) ? first : fitting.FirstOrDefault();
            if (node is not null)
            {
                _nodes[step] = node;
            }
        }

        return node;
    }

    /// <summary>Machines that a step may have. One of any size leaves those to later steps which these need, as long as it finds another.</summary>
    private string[] Fitting(int step, ScalingView view)
    {
        ScalingStep wanted = _steps[step];
        StreamNode[] free = [.. view.Nodes.Where(node => node.Kind == wanted.Kind && !_nodes.ContainsValue(node.Name) && (wanted.Size.Length == 0 || node.Size == wanted.Size))];
        ILookup<string, ScalingStep> later = _steps.Skip(step + 1).Where(other => other.Kind == wanted.Kind).ToLookup(other => other.Size, StringComparer.Ordinal);
        StreamNode[] spare = [.. free.GroupBy(node => node.Size, StringComparer.Ordinal).Where(size => size.Count() > later[size.Key].Count()).SelectMany(size => size)];
        return [.. free.Where(node => wanted.Size.Length > 0 || spare.Length == 0 || spare.Contains(node)).Select(node => node.Name)];
    }

    private static ValueList<TaskManager> AddManagers(Portion portion, ScalingView view, string node)
    {
        List<TaskManager> managers = [.. view.TaskManagers];
        for (int index = 0; index < portion.Count; index++)
        {
            TaskManager manager = New(portion, view, managers, node);
            managers.Add(manager with { Slots = portion.Entry.Parallelism ?? manager.Slots });
        }

        return managers.ToValueList();
    }

    private static ValueList<TaskManager> AddSlots(Portion portion, ScalingView view, string node)
    {
        List<TaskManager> managers = [.. view.TaskManagers];
        int at = managers.FindLastIndex(manager => manager.Node == node && manager.Cpus == New(portion, view, managers, node).Cpus);
        if (at < 0)
        {
            managers.Add(New(portion, view, managers, node) with { Slots = portion.Count });
        }
        else
        {
            managers[at] = managers[at] with { Slots = managers[at].Slots + portion.Count };
        }

        return managers.ToValueList();
    }

    private static TaskManager New(Portion portion, ScalingView view, List<TaskManager> managers, string node) => portion.Entry.Size == TaskManagerSize.Template
        ? view.Template with { Name = Placing.NextName(managers), Node = node }
        : new(Placing.NextName(managers), node) { Cpus = portion.Entry.Size.Cpus, MemoryMiB = portion.Entry.Size.MemoryMiB };

    private sealed record Portion(int Step, ScalingEntry Entry, int Count);
}
