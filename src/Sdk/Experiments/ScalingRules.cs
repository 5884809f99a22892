using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments;

/// <summary>Checks the machines that a scaling strategy requires.</summary>
internal static class ScalingRules
{
    public static void Check(Experiment experiment, FieldChecks checks)
    {
        if (experiment.Scaling is { } scaling)
        {
            checks.AddNested("scaling", scaling.Check());
        }

        int before = checks.Count;
        if (experiment.Scaling is StepStrategy steps)
        {
            CheckSteps(steps.Steps, experiment.Nodes, checks);
        }

        // Invalid machines and task managers are reported elsewhere and need no capacity here.
        TaskManager taskManager = experiment.TaskManagerTemplate;
        bool isSound =
            experiment.Nodes.Count > 0
            && experiment.Nodes.All(nodes => nodes is { Count: > 0 and <= NodeClass.MaxCount, Cores: > 0, MemoryMiB: > 0 })
            && taskManager is { MemoryMiB: > 0, Cpus: > 0 and < double.PositiveInfinity }
            && experiment.TaskManagerCount is > 0 and <= ExperimentRules.MaxCount;
        if (isSound && CheckFirst(experiment, checks) && checks.Count == before && experiment.Scaling?.Check().Count == 0)
        {
            CheckCapacity(experiment, checks);
        }
    }

    /// <returns>True if the machines have capacity for the initial task managers.</returns>
    private static bool CheckFirst(Experiment experiment, FieldChecks checks)
    {
        TaskManager taskManager = experiment.TaskManagerTemplate;
        long max = experiment.Nodes.Sum(nodes => nodes.Count * FreeNodeCapacity.GetCount(nodes.Cores, nodes.MemoryMiB, taskManager));
        if (max == 0)
        {
            checks.AddBetween(
                ProblemCode.ConflictingFields,
                ["task_managers", "nodes"],
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"one of {taskManager.Cpus} cores and {taskManager.MemoryMiB} MiB fits on none of the machines"
                ),
                "make it smaller, or the machines larger"
            );
        }
        else if (max < experiment.TaskManagerCount)
        {
            checks.AddBetween(
                ProblemCode.ConflictingFields,
                ["task_managers.count", "task_managers", "nodes"],
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{experiment.TaskManagerCount} of {taskManager.Cpus} cores and {taskManager.MemoryMiB} MiB are too many for the "
                        + $"machines, which hold {max}"
                ),
                "use fewer or smaller ones, or add machines"
            );
        }

        return max >= experiment.TaskManagerCount;
    }

    /// <summary>Simulates the steps of a run in which no machine fails.</summary>
    private static void CheckCapacity(Experiment experiment, FieldChecks checks)
    {
        ValueList<ScalingStep> steps = (experiment.Scaling as StepStrategy)?.Steps ?? [];
        ValueList<StreamNode> nodes = steps.Count > 0 ? NodeClass.ExpandMachines(experiment.Nodes) : [];
        ValueList<TaskManager> managers = steps.Count > 0 ? TaskManagerPlacement.First(experiment, nodes) : [];
        StepMachineMap machines = new(steps);
        string[] paths = FieldChecks.GetPaths("scaling.steps", steps.Select(step => step.Kind));
        for (int index = 0; index < steps.Count; index++)
        {
            TaskManagerDemand need = TaskManagerDemand.From(steps[index], experiment.TaskManagerTemplate, isFirst: index == 0);
            string? name = machines.Find(index, nodes, managers, experiment.TaskManagerTemplate);
            if (nodes.FirstOrDefault(node => node.Name == name) is not { } node)
            {
                continue;
            }

            if (!new FreeNodeCapacity(managers).Fits(node, need))
            {
                checks.Add(
                    ProblemCode.ConflictingFields,
                    paths[index],
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"it adds task managers with a total of {need.Cpus} cores and {need.MemoryMiB} MiB, and no machine "
                            + $"for the step has this capacity"
                    ),
                    "use fewer or smaller ones, or larger machines"
                );
            }

            managers = managers.Add(
                new TaskManager($"of step {index}", node.Name) { Cpus = need.Cpus, MemoryMiB = (int)Math.Min(int.MaxValue, need.MemoryMiB) }
            );
        }
    }

    /// <summary>Requires that each step uses a machine that no earlier step used.</summary>
    private static void CheckSteps(ValueList<ScalingStep> steps, ValueList<NodeClass> classes, FieldChecks checks)
    {
        string[] paths = FieldChecks.GetPaths("scaling.steps", steps.Select(step => step.Kind));
        foreach (
            IGrouping<string, int> group in Enumerable.Range(0, steps.Count).GroupBy(index => steps[index].Kind, StringComparer.Ordinal)
        )
        {
            NodeClass[] ofKind = [.. classes.Where(nodes => nodes.Kind == group.Key)];
            long machines = ofKind.Sum(nodes => (long)nodes.Count);
            if (ofKind.Length == 0)
            {
                checks.Unknown($"scaling.steps.{group.Key}", group.Key, classes.Select(nodes => nodes.Kind), among: "nodes");
            }
            else if (group.Count() > machines)
            {
                checks.AddBetween(
                    ProblemCode.ConflictingFields,
                    [$"scaling.steps.{group.Key}", "nodes"],
                    $"{group.Count()} steps need a machine each, and there are {machines}",
                    "leave steps out, or add machines"
                );
            }

            foreach (
                IGrouping<string, int> sized in group
                    .Where(index => steps[index].Size.Length > 0)
                    .GroupBy(index => steps[index].Size, StringComparer.Ordinal)
            )
            {
                CheckSize(sized, ofKind, paths, checks);
            }
        }
    }

    private static void CheckSize(IGrouping<string, int> steps, NodeClass[] ofKind, string[] paths, FieldChecks checks)
    {
        long fitting = ofKind.Where(nodes => nodes.Size == steps.Key).Sum(nodes => (long)nodes.Count);
        if (ofKind.Length > 0 && ofKind.All(nodes => nodes.Size != steps.Key))
        {
            string found = string.Join(
                ", ",
                ofKind.Select(nodes =>
                    string.Create(CultureInfo.InvariantCulture, $"with {nodes.Cores} cores and {nodes.MemoryMiB} MiB is {nodes.Size}")
                )
            );
            foreach (int index in steps)
            {
                checks.Add(
                    ProblemCode.ConflictingFields,
                    paths[index],
                    $"it wants a {steps.Key} machine, and '{ofKind[0].Kind}' {found}",
                    "use another type, or machines of that size"
                );
            }
        }
        else if (steps.Count() > fitting && ofKind.Length > 0 && steps.Count() <= ofKind.Sum(nodes => (long)nodes.Count))
        {
            checks.Add(
                ProblemCode.ConflictingFields,
                paths[steps.First()],
                $"{steps.Count()} steps need a {steps.Key} machine each, and there are {fitting} of '{ofKind[0].Kind}'",
                "leave steps out, or add machines of that size"
            );
        }
    }
}
