using System.Globalization;
using Scalewright.Experiments.Strategies;
using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments;

/// <summary>What a strategy must find among the machines of an experiment.</summary>
internal static class ScalingRules
{
    public static void Check(Experiment experiment, FieldChecks checks)
    {
        if (experiment.Scaling is { } scaling)
        {
            checks.Add("scaling", scaling.Check());
        }

        TaskManager one = experiment.Template;
        if (experiment.Scaling is OperatorStrategy && experiment.Nodes.Count > 0 && experiment.Nodes.All(nodes => nodes.Cores < one.Cpus || nodes.MemoryMiB < one.MemoryMiB))
        {
            checks.Add(ProblemCode.Conflict, "task_managers", string.Create(CultureInfo.InvariantCulture, $"one of {one.Cpus} cores and {one.MemoryMiB} MiB fits on none of the machines, so nothing could grow"), "make it smaller, or the machines larger");
        }

        if (experiment.Scaling is StepStrategy steps)
        {
            CheckSteps(steps.Steps, experiment.Nodes, checks);
        }
    }

    /// <summary>A step is a machine that no step before it had.</summary>
    private static void CheckSteps(ValueList<ScalingStep> steps, ValueList<NodeClass> classes, FieldChecks checks)
    {
        string[] paths = FieldChecks.PathsOf("scaling.steps", steps.Select(step => step.Kind));
        foreach (IGrouping<string, int> group in Enumerable.Range(0, steps.Count).GroupBy(index => steps[index].Kind, StringComparer.Ordinal))
        {
            NodeClass[] ofKind = [.. classes.Where(nodes => nodes.Kind == group.Key)];
            long machines = ofKind.Sum(nodes => (long)nodes.Count);
            if (ofKind.Length == 0)
            {
                checks.Unknown($"scaling.steps.{group.Key}", group.Key, classes.Select(nodes => nodes.Kind));
            }
            else if (group.Count() > machines)
            {
                checks.Add(ProblemCode.Conflict, $"scaling.steps.{group.Key}", $"{group.Count()} steps need a machine each, and there are {machines}", "leave steps out, or add machines");
            }

            foreach (IGrouping<string, int> sized in group.Where(index => steps[index].Size.Length > 0).GroupBy(index => steps[index].Size, StringComparer.Ordinal))
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
            string found = string.Join(", ", ofKind.Select(nodes => string.Create(CultureInfo.InvariantCulture, $"with {nodes.Cores} cores and {nodes.MemoryMiB} MiB is {nodes.Size}")));
            foreach (int index in steps)
            {
                checks.Add(ProblemCode.Conflict, paths[index], $"it wants a {steps.Key} machine, and '{ofKind[0].Kind}' {found}", "use another type, or machines of that size");
            }
        }
        else if (steps.Count() > fitting && ofKind.Length > 0 && steps.Count() <= ofKind.Sum(nodes => (long)nodes.Count))
        {
            checks.Add(ProblemCode.Conflict, paths[steps.First()], $"{steps.Count()} steps need a {steps.Key} machine each, and there are {fitting} of '{ofKind[0].Kind}'", "leave steps out, or add machines of that size");
        }
    }
}
