namespace Scalewright.Experiments.Strategies;

/// <summary>Assigns a machine to each step of a strategy. A step keeps its machine.</summary>
internal sealed class StepMachineMap(ValueList<ScalingStep> steps)
{
    private readonly Dictionary<int, string> _nodes = [];

    /// <summary>
    /// Returns the machine of a step: the next unused one of its kind and size with capacity for the whole step,
    /// otherwise the next unused one. The first step starts with the machine of the setup. Null if there is no machine.
    /// </summary>
    public string? Find(int step, ValueList<StreamNode> nodes, ValueList<TaskManager> managers, TaskManager template)
    {
        if (!_nodes.TryGetValue(step, out string? node))
        {
            // The first step reserves its machine even if nothing is added to it.
            _ = step > 0 ? Find(0, nodes, managers, template) : null;
            string first = step == 0 && managers.Count > 0 ? managers[0].Node : "";
            StreamNode[] fitting = [.. Fitting(step, nodes).OrderBy(candidate => candidate.Name == first ? 0 : 1)];
            FreeNodeCapacity capacity = new(managers);
            TaskManagerDemand need = TaskManagerDemand.From(steps[step], template, step == 0);
            node = (fitting.FirstOrDefault(candidate => capacity.Fits(candidate, need)) ?? fitting.FirstOrDefault())?.Name;
            if (node is not null)
            {
                _nodes[step] = node;
            }
        }

        return node;
    }

    /// <summary>Returns the possible machines. A step for any size avoids sizes that later steps require.</summary>
    private IEnumerable<StreamNode> Fitting(int step, ValueList<StreamNode> nodes)
    {
        ScalingStep desired = steps[step];
        StreamNode[] free =
        [
            .. nodes.Where(node =>
                node.Kind == desired.Kind && !_nodes.ContainsValue(node.Name) && (desired.Size.Length == 0 || node.Size == desired.Size)
            ),
        ];
        ILookup<string, ScalingStep> later = steps
            .Skip(step + 1)
            .Where(step => step.Kind == desired.Kind)
            .ToLookup(step => step.Size, StringComparer.Ordinal);
        StreamNode[] spare =
        [
            .. free.GroupBy(node => node.Size, StringComparer.Ordinal)
                .Where(size => size.Count() > later[size.Key].Count())
                .SelectMany(size => size),
        ];
        return free.Where(node => desired.Size.Length > 0 || spare.Length == 0 || spare.Contains(node));
    }
}
