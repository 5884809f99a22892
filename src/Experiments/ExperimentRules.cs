using System.Globalization;
using System.Text.RegularExpressions;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Strategies;
using Scalewright.Experiments.Streams;
using Scalewright.Experiments.Types;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments;

/// <summary>What an experiment must keep to, whatever its type.</summary>
internal static partial class ExperimentRules
{
    public const int RunsMax = 1_000;
    private const int NodesMax = 10_000;

    public static ValueList<Problem> Check(Experiment experiment)
    {
        FieldChecks checks = new();
        if (!NameForm().IsMatch(experiment.Name))
        {
            checks.Add(ProblemCode.InvalidName, "name", $"'{Printable.Escape(experiment.Name)}' is no name for a folder", "use 1 to 64 lower-case letters, digits, '-', '_' and '.', a letter first");
        }

        CheckNumbers(experiment, checks);
        CheckTimes(experiment, checks);
        HashSet<string> nodes = CheckNodes(experiment, checks);
        DeploymentRules.Check(experiment, nodes, checks);
        checks.Add("job", experiment.Job.Check());
        CheckLoads(experiment, checks);
        CheckScaling(experiment, checks);
        FaultRules.Check(experiment.Faults, nodes, checks);
        if (experiment.Metrics is { } metrics)
        {
            checks.Add("metrics", metrics.Check());
        }

        foreach (TimedFault late in experiment.Faults.Faults.Where(fault => fault is not null && fault.At >= experiment.Duration))
        {
            checks.Add(ProblemCode.OutOfRange, "faults", $"{late.Fault} at {DurationText.Of(late.At)} would be after the end at {DurationText.Of(experiment.Duration)}", "let it come earlier, or make the duration longer");
        }
        if (experiment.Stop is { } stop)
        {
            CheckStop(stop, checks);
        }

        return checks.ToList();
    }

    private static void CheckNumbers(Experiment experiment, FieldChecks checks)
    {
        checks.Within("runs", experiment.Runs, 1, RunsMax);
        checks.Within("task_managers.count", experiment.TaskManagers, 1, NodesMax);
        checks.Within("task_managers.slots", experiment.Template.Slots, 1, NodesMax);
        checks.Above0("task_managers.cpus", experiment.Template.Cpus);
        checks.AtLeast("task_managers.memory", experiment.Template.MemoryMiB, 1);
    }

    private static void CheckTimes(Experiment experiment, FieldChecks checks)
    {
        checks.Within("duration", experiment.Duration, TimeSpan.FromSeconds(1), FieldChecks.LongestMax);
        checks.Within("interval", experiment.Interval, TimeSpan.FromSeconds(1), experiment.Duration > TimeSpan.Zero ? experiment.Duration : FieldChecks.LongestMax);
        checks.Within("scaling.interval", experiment.ScalingInterval, TimeSpan.FromSeconds(1), FieldChecks.LongestMax);
        checks.Time("warm_up", experiment.WarmUp);
        checks.Time("cool_down", experiment.CoolDown);
        bool isBounded = experiment.WarmUp <= FieldChecks.LongestMax && experiment.CoolDown <= FieldChecks.LongestMax;
        if (isBounded && experiment.WarmUp + experiment.CoolDown >= experiment.Duration)
        {
            checks.Add(ProblemCode.Conflict, "warm_up", $"{DurationText.Of(experiment.WarmUp)} and {DurationText.Of(experiment.CoolDown)} to cool down leave nothing of {DurationText.Of(experiment.Duration)}", "make the duration longer, or these shorter");
        }
    }

    private static HashSet<string> CheckNodes(Experiment experiment, FieldChecks checks)
    {
        if (experiment.Nodes.Count == 0)
        {
            checks.Add(ProblemCode.MissingField, "nodes", "there is none", "add at least one");
        }

        HashSet<string> kinds = new(StringComparer.Ordinal);
        foreach ((NodeClass nodes, string path) in experiment.Nodes.Zip(FieldChecks.PathsOf("nodes", experiment.Nodes.Select(nodes => nodes.Kind))))
        {
            checks.Within($"{path}.count", nodes.Count, 1, NodesMax);
            checks.Within($"{path}.cores", nodes.Cores, 1, NodesMax);
            checks.AtLeast($"{path}.memory", nodes.MemoryMiB, 1);
            if (!KindForm().IsMatch(nodes.Kind) || !kinds.Add(nodes.Kind))
            {
                checks.Add(ProblemCode.InvalidName, path, $"'{Printable.Escape(nodes.Kind)}' is no kind of machine, or two have it", "use lower-case letters, digits, '-' and '_', a letter first, for one of them");
            }
        }

        HashSet<string> names = [.. experiment.Nodes.Where(nodes => nodes.Count is > 0 and <= NodesMax).SelectMany(nodes => nodes.Names), .. ExperimentTypes.Find(experiment.Type)?.Hosts ?? []];
        LinkRules.Check(experiment.Links, names, checks);
        return names;
    }

    private static void CheckLoads(Experiment experiment, FieldChecks checks)
    {
        if (experiment.Loads.Count == 0)
        {
            checks.Add(ProblemCode.MissingField, "load", "there is none", "add at least one");
        }

        checks.Names("load", experiment.Loads.Select(load => load.Name));
        foreach ((LoadSource load, string path) in experiment.Loads.Zip(FieldChecks.PathsOf("load", experiment.Loads.Select(load => load.Name))))
        {
            checks.Add(path, load.Shape.Check());
            if (!experiment.Job.Topics.Any(topic => topic.Name == load.Topic))
            {
                checks.Unknown($"{path}.topic", load.Topic, experiment.Job.Topics.Select(topic => topic.Name));
            }
        }
    }

    private static void CheckScaling(Experiment experiment, FieldChecks checks)
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

        foreach (IGrouping<string, ScalingStep> steps in (experiment.Scaling as StepStrategy)?.Steps.GroupBy(step => step.Kind, StringComparer.Ordinal) ?? [])
        {
            foreach (NodeClass nodes in experiment.Nodes.Where(nodes => nodes.Kind == steps.Key))
            {
                if (steps.FirstOrDefault(step => step.Size.Length > 0 && step.Size != nodes.Size) is { } step)
                {
                    checks.Add(ProblemCode.Conflict, $"scaling.steps.{steps.Key}", string.Create(CultureInfo.InvariantCulture, $"it wants a {step.Size} machine, and '{nodes.Kind}' with {nodes.Cores} cores and {nodes.MemoryMiB} MiB is {nodes.Size}"), "use another type, or machines of that size");
                }
            }

            int machines = experiment.Nodes.Where(nodes => nodes.Kind == steps.Key).Sum(nodes => nodes.Count);
            if (machines == 0)
            {
                checks.Unknown($"scaling.steps.{steps.Key}", steps.Key, experiment.Nodes.Select(nodes => nodes.Kind));
            }
            else if (steps.Count() > machines)
            {
                // A step is a machine that no step before it had.
                checks.Add(ProblemCode.Conflict, $"scaling.steps.{steps.Key}", $"{steps.Count()} steps need a machine each, and there are {machines}", "leave steps out, or add machines");
            }
        }

        if (experiment.Job.Operators.Count > 0 && experiment.Job.IndexOf(experiment.ScaledTask) < 0)
        {
            checks.Unknown("task", experiment.Task, experiment.Job.Operators.Select(item => item.Name));
        }
    }

    private static void CheckStop(StopRule rule, FieldChecks checks)
    {
        if (rule.LagAbove is { } lag)
        {
            checks.AtLeast("stop.lag_above", lag, 0);
        }

        if (rule.LatencyAbove is { } latency)
        {
            checks.Time("stop.latency_above", latency);
        }

        checks.Time("stop.for", rule.For);
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex KindForm();
}
