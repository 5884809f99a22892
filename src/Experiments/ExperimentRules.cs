using System.Text.RegularExpressions;
using Scalewright.Experiments.Loads;

namespace Scalewright.Experiments;

/// <summary>What an experiment must keep to, whatever its type.</summary>
internal static partial class ExperimentRules
{
    private const int RunsMax = 1_000;
    private const int NodesMax = 10_000;
    private static readonly TimeSpan LongestMax = TimeSpan.FromDays(31);

    public static ValueList<Problem> Check(Experiment experiment)
    {
        ProblemList problems = new();
        if (!NameForm().IsMatch(experiment.Name))
        {
            problems.AddError(ProblemCode.InvalidName, default, "name", $"'{Printable.Escape(experiment.Name)}' is no name for a folder", "use 1 to 64 lower-case letters, digits, '-', '_' and '.', a letter first");
        }

        CheckNumbers(experiment, problems);
        CheckNodes(experiment, problems);
        Add(problems, "job", experiment.Job.Check());
        CheckLoads(experiment, problems);
        if (experiment.Scaling is { } scaling)
        {
            Add(problems, "scaling", scaling.Check());
        }

        if (experiment.Job.Operators.Count > 0 && experiment.Job.IndexOf(experiment.ScaledTask) < 0)
        {
            Unknown(problems, "task", experiment.Task, experiment.Job.Operators.Select(item => item.Name));
        }

        return problems.ToValueList();
    }

    private static void CheckNumbers(Experiment experiment, ProblemList problems)
    {
        Within(problems, "runs", experiment.Runs, 1, RunsMax);
        Within(problems, "task_managers.count", experiment.TaskManagers, 1, NodesMax);
        Within(problems, "task_managers.slots", experiment.Template.Slots, 1, NodesMax);
        if (!(experiment.Template.Cpus > 0) || experiment.Template.MemoryMiB < 1)
        {
            problems.AddError(ProblemCode.OutOfRange, default, "task_managers", "cpus or memory are not above 0", "use more than 0");
        }

        Within(problems, "duration", experiment.Duration, TimeSpan.FromSeconds(1), LongestMax);
        Within(problems, "interval", experiment.Interval, TimeSpan.FromSeconds(1), experiment.Duration > TimeSpan.Zero ? experiment.Duration : LongestMax);
        Within(problems, "scaling.interval", experiment.ScalingInterval, TimeSpan.FromSeconds(1), LongestMax);
        Within(problems, "warm_up", experiment.WarmUp, TimeSpan.Zero, LongestMax);
        Within(problems, "cool_down", experiment.CoolDown, TimeSpan.Zero, LongestMax);
        if (experiment.WarmUp + experiment.CoolDown >= experiment.Duration)
        {
            problems.AddError(ProblemCode.Conflict, default, "warm_up", $"{experiment.WarmUp} and {experiment.CoolDown} to cool down leave nothing of {experiment.Duration}", "make the duration longer, or these shorter");
        }
    }

    private static void CheckNodes(Experiment experiment, ProblemList problems)
    {
        if (experiment.Nodes.Count == 0)
        {
            problems.AddError(ProblemCode.MissingField, default, "nodes", "there is none", "add at least one");
        }

        HashSet<string> kinds = new(StringComparer.Ordinal);
        foreach (NodeClass nodes in experiment.Nodes)
        {
            Within(problems, $"nodes.{nodes.Kind}.count", nodes.Count, 1, NodesMax);
            Within(problems, $"nodes.{nodes.Kind}.cores", nodes.Cores, 1, NodesMax);
            if (!KindForm().IsMatch(nodes.Kind) || !kinds.Add(nodes.Kind))
            {
                problems.AddError(ProblemCode.InvalidName, default, "nodes", $"'{Printable.Escape(nodes.Kind)}' is no kind of machine, or two have it", "use lower-case letters, digits, '-' and '_', a letter first, for one of them");
            }
        }

        HashSet<string> names = [.. experiment.Nodes.Where(nodes => nodes.Count is > 0 and <= NodesMax).SelectMany(nodes => nodes.Names)];
        foreach (string name in experiment.Links.SelectMany(link => new[] { link.First, link.Second }).Where(name => !names.Contains(name)))
        {
            Unknown(problems, "links", name, names);
        }

        if (experiment.Links.Any(link => link.Latency < TimeSpan.Zero))
        {
            problems.AddError(ProblemCode.OutOfRange, default, "links", "a latency is below 0", "use 0 or more");
        }
    }

    private static void CheckLoads(Experiment experiment, ProblemList problems)
    {
        if (experiment.Loads.Count == 0)
        {
            problems.AddError(ProblemCode.MissingField, default, "load", "there is none", "add at least one");
        }

        foreach (LoadSource load in experiment.Loads)
        {
            Add(problems, $"load.{load.Name}", load.Shape.Check());
            if (!experiment.Job.Topics.Any(topic => topic.Name == load.Topic))
            {
                Unknown(problems, $"load.{load.Name}.topic", load.Topic, experiment.Job.Topics.Select(topic => topic.Name));
            }
        }
    }

    private static void Add(ProblemList problems, string path, ValueList<Problem> found)
    {
        foreach (Problem problem in found)
        {
            problems.Add(problem with { Field = problem.Field.Length > 0 ? $"{path}.{problem.Field}" : path });
        }
    }

    private static void Within<T>(ProblemList problems, string field, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            problems.AddError(ProblemCode.OutOfRange, default, field, $"{value} is outside of {least} to {most}", $"use {least} to {most}");
        }
    }

    private static void Unknown(ProblemList problems, string field, string name, IEnumerable<string> known) => problems.AddError(
        ProblemCode.UnknownReference,
        default,
        field,
        $"there is no '{Printable.Escape(name)}'",
        Spelling.Nearest(name, known) is { } near ? $"did you mean '{near}'?" : "use a name that there is");

    [GeneratedRegex(@"\A[a-z][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex KindForm();
}
