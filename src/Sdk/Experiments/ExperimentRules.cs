using System.Text.RegularExpressions;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Types;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments;

/// <summary>Checks the values of an experiment, alone and together. Problems of all fields are reported.</summary>
internal static partial class ExperimentRules
{
    public const int MaxRuns = 1_000;
    public const int MaxCount = 10_000;
    private const int MinHops = 1_000;

    public static ValueList<Problem> Check(Experiment experiment)
    {
        FieldChecks checks = new();
        if (!NameForm().IsMatch(experiment.Name))
        {
            checks.Add(
                ProblemCode.InvalidName,
                "name",
                $"'{TextEscaping.Escape(experiment.Name)}' is not a name for a folder",
                "use 1 to 64 lower-case letters, digits, '-', '_' and '.', a letter first"
            );
        }

        CheckNumbers(experiment, checks);
        CheckTimes(experiment, checks);
        HashSet<string> nodes = CheckNodes(experiment, checks);
        DeploymentRules.Check(experiment, nodes, checks);
        checks.AddNested("job", experiment.Job.Check());
        CheckLoads(experiment, checks);
        ScalingRules.Check(experiment, checks);
        if (experiment.Job.Operators.Count > 0 && experiment.Job.IndexOf(experiment.ScaledTask) < 0)
        {
            checks.Unknown(
                "task",
                experiment.Task,
                experiment.Job.Operators.Select(jobOperator => jobOperator.Name),
                among: experiment.Task.Length == 0 ? "" : "job.operators"
            );
        }

        FaultRules.Check(experiment.Faults, nodes, checks);
        if (experiment.Metrics is { } metrics)
        {
            checks.AddNested("metrics", metrics.Check());
        }

        foreach (TimedFault timedFault in experiment.Faults.Faults.Where(fault => fault is not null && fault.At >= experiment.Duration))
        {
            checks.AddBetween(
                ProblemCode.OutOfRange,
                ["faults", "duration"],
                $"{timedFault.Fault} at {ExperimentDurationText.Format(timedFault.At)} would be after the end at "
                    + $"{ExperimentDurationText.Format(experiment.Duration)}",
                "let it come earlier, or make the duration longer"
            );
        }
        if (experiment.Thresholds is { } thresholds)
        {
            CheckThresholds(thresholds, checks);
        }

        CheckBacklog(experiment.Backlog, checks);
        if (experiment.StopRule is { } stop)
        {
            CheckStop(stop, checks);
        }

        return checks.ToList();
    }

    private static void CheckNumbers(Experiment experiment, FieldChecks checks)
    {
        checks.Within("runs", experiment.RunCount, 1, MaxRuns);
        checks.Within("task_managers.count", experiment.TaskManagerCount, 1, MaxCount);
        checks.Within("task_managers.slots", experiment.TaskManagerTemplate.Slots, 1, MaxCount);
        checks.Above0("task_managers.cpus", experiment.TaskManagerTemplate.Cpus);
        checks.AtLeast("task_managers.memory", experiment.TaskManagerTemplate.MemoryMiB, 1);
    }

    private static void CheckTimes(Experiment experiment, FieldChecks checks)
    {
        checks.Within("duration", experiment.Duration, TimeSpan.FromSeconds(1), FieldChecks.MaxDuration);
        checks.Within(
            "sample_interval",
            experiment.SampleInterval,
            TimeSpan.FromSeconds(1),
            experiment.Duration > TimeSpan.Zero ? experiment.Duration : FieldChecks.MaxDuration,
            "duration"
        );
        checks.Within("scaling.interval", experiment.ScalingInterval, TimeSpan.FromSeconds(1), FieldChecks.MaxDuration);
        checks.AtLeast("sampling.hops", experiment.Sampling.Hops ?? MinHops, MinHops);
        checks.Above0("sampling.error", experiment.Sampling.Error);
        TimeSpan warmUp = experiment.WarmUpPeriod == Experiment.AutomaticWarmUp ? TimeSpan.Zero : experiment.WarmUpPeriod;
        checks.Time("warm_up", warmUp);
        checks.Time("cool_down", experiment.CoolDownPeriod);
        bool isBounded = warmUp <= FieldChecks.MaxDuration && experiment.CoolDownPeriod <= FieldChecks.MaxDuration;
        if (isBounded && warmUp + experiment.CoolDownPeriod >= experiment.Duration)
        {
            checks.AddBetween(
                ProblemCode.ConflictingFields,
                ["warm_up", "cool_down", "duration"],
                $"{ExperimentDurationText.Format(warmUp)} warm-up and "
                    + $"{ExperimentDurationText.Format(experiment.CoolDownPeriod)} cool-down leave nothing "
                    + $"of {ExperimentDurationText.Format(experiment.Duration)}",
                "make the duration longer, or these shorter"
            );
        }
    }

    private static HashSet<string> CheckNodes(Experiment experiment, FieldChecks checks)
    {
        if (experiment.Nodes.Count == 0)
        {
            checks.Add(ProblemCode.MissingField, "nodes", "is missing", "add at least one");
        }

        foreach (
            (NodeClass nodes, string path) in experiment.Nodes.Zip(
                FieldChecks.GetPaths("nodes", experiment.Nodes.Select(nodes => nodes.Kind))
            )
        )
        {
            checks.Within($"{path}.count", nodes.Count, 1, NodeClass.MaxCount);
            checks.Within($"{path}.cores", nodes.Cores, 1, MaxCount);
            checks.AtLeast($"{path}.memory", nodes.MemoryMiB, 1);
            if (!KindForm().IsMatch(nodes.Kind))
            {
                checks.Add(
                    ProblemCode.InvalidName,
                    path,
                    $"'{TextEscaping.Escape(nodes.Kind)}' is not a kind of machine",
                    "use 1 to 32 lower-case letters, digits, '-' and '_', a letter first"
                );
            }
        }

        HashSet<string> names =
        [
            .. NodeClass.ExpandMachines(experiment.Nodes).Select(machine => machine.Name),
            .. ExperimentTypes.Find(experiment.Type)?.Hosts ?? [],
        ];
        LinkRules.Check(experiment.Links, names, checks);
        return names;
    }

    private static void CheckLoads(Experiment experiment, FieldChecks checks)
    {
        if (experiment.Loads.Count == 0)
        {
            checks.Add(ProblemCode.MissingField, "load", "is missing", "add at least one");
        }

        checks.Names("load", experiment.Loads.Select(load => load.Name));
        foreach (
            (LoadSource load, string path) in experiment.Loads.Zip(FieldChecks.GetPaths("load", experiment.Loads.Select(load => load.Name)))
        )
        {
            checks.AddNested(path, load.Shape.Check());
            if (!experiment.Job.Topics.Any(topic => topic.Name == load.Topic))
            {
                checks.Unknown(
                    $"{path}.topic",
                    load.Topic,
                    experiment.Job.Topics.Select(topic => topic.Name),
                    among: load.Topic == load.Name ? "" : "job.topics"
                );
            }
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

        checks.Time("stop.for", rule.HoldPeriod);
    }

    private static void CheckBacklog(BacklogLimits limits, FieldChecks checks)
    {
        checks.Time("backlog.keeping_up", limits.KeepingUp).Time("backlog.behind", limits.Behind);
        if (limits.Behind <= limits.KeepingUp)
        {
            checks.AddBetween(
                ProblemCode.OutOfRange,
                ["backlog.behind", "backlog.keeping_up"],
                $"{ExperimentDurationText.Format(limits.Behind)} is not above keeping_up, "
                    + ExperimentDurationText.Format(limits.KeepingUp),
                "use a longer one"
            );
        }
    }

    private static void CheckThresholds(ExperimentThresholds thresholds, FieldChecks checks)
    {
        foreach (
            (string name, TimeSpan? limit) in new[]
            {
                ("latency_p50", thresholds.LatencyP50),
                ("latency_p95", thresholds.LatencyP95),
                ("latency_p99", thresholds.LatencyP99),
                ("latency_max", thresholds.MaxLatency),
                ("catch_up", thresholds.CatchUp),
                ("behind", thresholds.Behind),
            }
        )
        {
            checks.Time($"thresholds.{name}", limit ?? TimeSpan.Zero);
        }

        checks.Within("thresholds.kept_up", thresholds.KeptUp ?? 0, 0, 1);
        if (thresholds.Capacity is { } capacity)
        {
            checks.Within("thresholds.capacity.instances", capacity.Instances, 1, MaxCount);
            checks.AtLeast("thresholds.capacity.min", capacity.Min, 0);
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex KindForm();
}

internal static class FaultRules
{
    // Host of the simulation that is not one of the experiment's machines.
    private const string Controller = "controller";

    public static void Check(FaultSchedule faults, HashSet<string> nodes, FieldChecks checks)
    {
        checks.AddNested("", faults.Check());
        foreach (string name in faults.Faults.SelectMany(GetNodes).Where(name => name is not (null or Controller) && !nodes.Contains(name)))
        {
            checks.Unknown("faults", name, nodes, among: "nodes");
        }

        foreach (
            string name in faults
                .Faults.Select(timed => timed?.Fault is CutLink or ChangeLink ? GetNodes(timed) : [])
                .Where(ends => ends is [{ } first, { } second] && first == second)
                .Select(ends => ends[0])
        )
        {
            checks.Add(ProblemCode.ConflictingFields, "faults", LinkRules.ToItself(name), LinkRules.NameAnother);
        }
    }

    /// <summary>Returns the machines that a fault names.</summary>
    public static string[] GetNodes(TimedFault timed) =>
        timed?.Fault switch
        {
            CrashNode crash => [crash.Node],
            RestartNode restart => [restart.Node],
            FreezeNode freeze => [freeze.Node],
            FillDisk full => [full.Node],
            IsolateHost isolate => [isolate.Host],
            CutLink cut => [cut.From, cut.To],
            ChangeLink change => [change.First, change.Second],
            PartitionHosts { First: not null, Second: not null } partition => [.. partition.First, .. partition.Second],
            _ => [],
        };
}
