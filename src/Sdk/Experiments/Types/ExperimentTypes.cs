using Scalewright.Decisions.Policies;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Types;

/// <summary>The kinds of experiments that this program knows: <c>simple</c>, <c>resource</c>, <c>test</c>, <c>transscale</c>, <c>flink</c>, and those of its assemblies.</summary>
public static class ExperimentTypes
{
    private static readonly Lock Gate = new();

    private static ValueList<ExperimentTypeEntry> _entries =
    [
        new("simple", static () => new SimpleExperiment()),
        new("resource", static () => new ResourceExperiment()),
        new("test", static () => new TestExperiment()),
        new("transscale", static () => new TransscaleExperiment()),
        new("flink", static () => new FlinkExperiment()),
    ];

    /// <summary>All of them, in the order in which they came.</summary>
    public static ValueList<ExperimentTypeEntry> All
    {
        get
        {
            lock (Gate)
            {
                return _entries;
            }
        }
    }

    /// <summary>Adds those of an assembly; generated code calls it as the assembly is loaded. A name that is taken keeps its first owner.</summary>
    /// <param name="entries">What the assembly has.</param>
    public static void Register(IReadOnlyList<ExperimentTypeEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (Gate)
        {
            _entries = _entries.AddRange(entries.Where(entry => _entries.All(known => known.Name != entry.Name)));
        }
    }

    /// <summary>The kind of a name; null when there is none.</summary>
    /// <param name="name">The name; case counts.</param>
    /// <param name="tools">What the program that runs experiments has for them; null: that is not known.</param>
    public static ExperimentType? Find(string name, RunTools? tools = null)
    {
        ExperimentType? type = All.FirstOrDefault(entry => entry.Name == name)?.Create();
        if (type is not null)
        {
            type.Tools = tools;
        }

        return type;
    }

    /// <summary>Everything that is wrong with an experiment, by the rules of all kinds and of its own.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="tools">What the program that runs experiments has for them; null: that is not known, and what needs it is not told.</param>
    public static ValueList<Problem> Check(Experiment experiment, RunTools? tools = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ProblemList problems = new();
        foreach (Problem problem in experiment.Check())
        {
            problems.Add(problem);
        }

        if (Find(experiment.Type, tools) is { } type)
        {
            type.Validate(experiment, problems);
            ValueList<Problem> ofMetrics = experiment.Metrics is { } metrics ? type.CheckMetrics(experiment, metrics) : [];
            foreach (Problem problem in ofMetrics)
            {
                problems.Add(problem with { Field = problem.Field.Length > 0 ? $"metrics.{problem.Field}" : "metrics" });
            }

            foreach (Problem problem in DeploymentRules.Check(type, experiment))
            {
                problems.Add(problem);
            }

            foreach (Problem problem in LinkRules.Check(type, experiment).Where(problem => !problems.ToValueList().Any(known => known.Field == problem.Field)))
            {
                problems.Add(problem);
            }
        }
        else
        {
            ValueList<string> names = [.. All.Select(entry => entry.Name)];
            string advice = Spelling.Nearest(experiment.Type, names) is { } near ? $"did you mean '{near}'?" : $"use one of {string.Join(", ", names)}";
            problems.AddError(ProblemCode.UnknownExperimentType, default, "type", $"there is no type of experiment '{Printable.Escape(experiment.Type)}'", advice);
        }

        return problems.ToValueList();
    }
}

/// <summary><c>simple</c>: the experiment as it is, as often as it says.</summary>
internal sealed class SimpleExperiment : ExperimentType;

/// <summary><c>test</c>: one short run, to see that everything works before hours are spent.</summary>
internal sealed class TestExperiment : ExperimentType
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        if (experiment.Duration <= Longest)
        {
            return [experiment with { Runs = 1 }];
        }

        // What does not count shrinks with what does.
        double part = Longest / experiment.Duration;
        FaultSchedule faults = new([.. experiment.Faults.Faults.Where(fault => fault.At < Longest)]);
        return [experiment with { Runs = 1, Duration = Longest, Faults = faults, WarmUp = experiment.WarmUp * part, CoolDown = experiment.CoolDown * part, Interval = TimeSpan.FromSeconds(Math.Min(5, experiment.Interval.TotalSeconds)) }];
    }
}

/// <summary><c>transscale</c>: operators are sized by load, and task managers placed by the latency that is measured between machines.</summary>
internal sealed class TransscaleExperiment : ExperimentType
{
    public override void Validate(Experiment experiment, ProblemList problems)
    {
        if (experiment.Scaling is not (null or OperatorStrategy))
        {
            problems.AddError(ProblemCode.Conflict, default, "scaling", "this type scales by itself", "leave 'scaling' out, or give it the rules of 'operators'");
        }
    }

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        OperatorStrategy rules = experiment.Scaling as OperatorStrategy ?? new OperatorStrategy(new StreamRules());
        return [experiment with { Scaling = rules with { IsLatencyAware = true } }];
    }
}
