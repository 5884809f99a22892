using Scalewright.Decisions.Policies;
using Scalewright.Experiments.Flink;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Services;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Types;

/// <summary>
/// Experiment types of this program: <c>simple</c>, <c>resource</c>, <c>test</c>, <c>transscale</c>, <c>flink</c>, and
/// those of its assemblies.
/// </summary>
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

    /// <summary>All types in the order of registration.</summary>
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

    /// <summary>Adds the types of an assembly, from generated code. The first type of a name wins.</summary>
    /// <param name="entries">The types of the assembly.</param>
    public static void Register(IReadOnlyList<ExperimentTypeEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (Gate)
        {
            _entries = _entries.AddRange(entries.Where(entry => _entries.All(known => known.Name != entry.Name)));
        }
    }

    /// <summary>Creates the type of a name; null if it does not exist.</summary>
    /// <param name="name">The name; case-sensitive.</param>
    /// <param name="tools">Services of the program that runs experiments; null if unknown.</param>
    public static ExperimentType? Find(string name, RunServices? tools = null)
    {
        ExperimentType? type = All.FirstOrDefault(entry => entry.Name == name)?.Create();
        if (type is not null)
        {
            type.Services = tools;
        }

        return type;
    }

    /// <summary>Returns all problems of an experiment, by the common rules and the rules of its type.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="tools">Services of the program that runs experiments; null if unknown, in which case problems that
    /// depend on them are not reported.</param>
    public static ValueList<Problem> Check(Experiment experiment, RunServices? tools = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ProblemList problems = new();
        problems.AddRange(experiment.Check());
        if (Find(experiment.Type, tools) is { } type)
        {
            type.Validate(experiment, problems);
            ValueList<Problem> ofMetrics = experiment.Metrics is { } metrics ? type.CheckMetrics(experiment, metrics) : [];
            problems.AddRange(
                ofMetrics.Select(problem => problem with { Field = problem.Field.Length > 0 ? $"metrics.{problem.Field}" : "metrics" })
            );
            problems.AddRange(DeploymentRules.FindProblems(type, experiment));
            problems.AddRange(
                LinkRules
                    .FindProblems(type, experiment)
                    .Where(problem => !problems.ToValueList().Any(known => known.Field == problem.Field))
            );
        }
        else
        {
            ValueList<string> names = [.. All.Select(entry => entry.Name)];
            string advice = Spelling.Advise(experiment.Type, names, $"use one of {string.Join(", ", names)}");
            problems.AddError(
                ProblemCode.UnknownExperimentType,
                default,
                "type",
                $"unknown experiment type '{TextEscaping.Escape(experiment.Type)}'",
                advice
            );
        }

        return problems.ToValueList();
    }
}

/// <summary>Type <c>simple</c>: runs the experiment unchanged.</summary>
internal sealed class SimpleExperiment : ExperimentType;

/// <summary>Type <c>test</c>: one short run to verify the setup before a long experiment.</summary>
internal sealed class TestExperiment : ExperimentType
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        if (experiment.Duration <= Longest)
        {
            return [experiment with { RunCount = 1 }];
        }

        // Warm-up and cool-down shrink with the duration.
        double part = Longest / experiment.Duration;
        FaultSchedule faults = new([.. experiment.Faults.Faults.Where(fault => fault.At < Longest)]);
        return
        [
            experiment with
            {
                RunCount = 1,
                Duration = Longest,
                Faults = faults,
                WarmUpPeriod =
                    experiment.WarmUpPeriod == Experiment.AutomaticWarmUp ? Experiment.AutomaticWarmUp : experiment.WarmUpPeriod * part,
                CoolDownPeriod = experiment.CoolDownPeriod * part,
                SampleInterval = TimeSpan.FromSeconds(Math.Min(5, experiment.SampleInterval.TotalSeconds)),
            },
        ];
    }
}

/// <summary>Type <c>transscale</c>: sizes operators by load and assigns machines by latency.</summary>
internal sealed class TransscaleExperiment : ExperimentType
{
    public override void Validate(Experiment experiment, ProblemList problems)
    {
        if (experiment.Scaling is not (null or OperatorStrategy))
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                "scaling",
                "this type scales by itself",
                "leave 'scaling' out, or give it the rules of 'operators'"
            );
        }
    }

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        OperatorStrategy rules = experiment.Scaling as OperatorStrategy ?? new OperatorStrategy(new StreamRules());
        return [experiment with { Scaling = rules with { IsLatencyAware = true } }];
    }
}

/// <summary>Type <c>resource</c>: one point for each pair of cores and memory of a task manager.</summary>
internal sealed class ResourceExperiment : ExperimentType
{
    private const string Cpus = "cpu_values";
    private const string Memory = "memory_values";

    public override void Validate(Experiment experiment, ProblemList problems)
    {
        foreach (string key in new[] { Cpus, Memory })
        {
            if (experiment.Options[key] is not DocumentList { Count: > 0 } list)
            {
                problems.AddError(
                    ProblemCode.MissingField,
                    default,
                    $"resource.{key}",
                    "there is no list of values",
                    $"add 'resource: {{{key}: [1, 2]}}'"
                );
            }
            else if (key == Cpus && list.Any(item => Value(item) is null))
            {
                problems.AddError(
                    ProblemCode.WrongType,
                    list.Position,
                    $"resource.{key}",
                    "a value is not a number above 0",
                    "use cores, as in 0.5 or 2"
                );
            }
            else if (key == Memory && list.Any(item => Value(item) is not { } value || !double.IsInteger(value)))
            {
                problems.AddError(
                    ProblemCode.WrongType,
                    list.Position,
                    $"resource.{key}",
                    "a value is not a whole number above 0",
                    "use MiB, as in 2048"
                );
            }
        }

        foreach (DocumentEntry entry in experiment.Options.Where(entry => entry.Key is not (Cpus or Memory)))
        {
            problems.AddError(
                ProblemCode.UnknownField,
                entry.KeyPosition,
                $"resource.{entry.Key}",
                "unknown field",
                $"use {Cpus} and {Memory}"
            );
        }
    }

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        IEnumerable<Experiment> pairs =
            from cpu in Values(experiment, Cpus)
            from memory in Values(experiment, Memory)
            select experiment with
            {
                TaskManagerTemplate = experiment.TaskManagerTemplate with { Cpus = cpu, MemoryMiB = (int)memory },
                Parameters = experiment.Parameters.With("cpu", Text(cpu)).With("memory", Text(memory)),
            };
        return pairs.ToValueList();
    }

    private static IEnumerable<double> Values(Experiment experiment, string key) =>
        ((DocumentList)experiment.Options[key]!).Select(item => Value(item)!.Value);

    private static double? Value(DocumentNode node) =>
        node is DocumentScalar scalar
        && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && value is > 0 and < 1e6
            ? value
            : null;

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Type <c>flink</c>: runs on a Flink cluster, whose environment provides task managers and load.</summary>
internal sealed class FlinkExperiment : ExperimentType
{
    private const string Address = "address";
    private const string Jar = "jar";
    private const string Savepoints = "savepoints";
    private const string Arguments = "arguments";
    private const string EntryClass = "entry_class";
    private const string Rescaling = "rescaling";
    private const string InPlace = "in_place";
    private static readonly string[] Required = [Address, Jar, Savepoints];
    private static readonly string[] Known = [.. Required, Arguments, EntryClass, Rescaling];

    public override bool CanRunInParallel => false;

    public override void Validate(Experiment experiment, ProblemList problems)
    {
        DocumentMap options = experiment.Options;
        foreach (string key in Required.Where(key => Read(options, key).Length == 0))
        {
            problems.AddError(
                ProblemCode.MissingField,
                options.Position,
                $"flink.{key}",
                "is missing",
                "add 'flink: {address: http://jobmanager:8081, jar: join.jar, savepoints: s3://savepoints/join}'"
            );
        }

        if (Read(options, Address) is { Length: > 0 } address && ParseAddress(address) is null)
        {
            problems.AddError(
                ProblemCode.InvalidAddress,
                options[Address]!.Position,
                $"flink.{Address}",
                $"'{TextEscaping.Escape(address)}' is not an HTTP or HTTPS URL",
                "use one, as in http://jobmanager:8081"
            );
        }

        if (options[Arguments] is { } arguments && (arguments is not DocumentList list || list.Any(item => item is not DocumentScalar)))
        {
            problems.AddError(
                ProblemCode.WrongType,
                arguments.Position,
                $"flink.{Arguments}",
                "it is not a list of texts",
                "use one, as in [--join, '{join}']"
            );
        }

        if (options[Rescaling] is { } rescaling && Read(options, Rescaling) is not ("savepoint" or InPlace))
        {
            problems.AddError(
                ProblemCode.UnknownReference,
                rescaling.Position,
                $"flink.{Rescaling}",
                "there is no such way",
                $"use savepoint or {InPlace}"
            );
        }

        problems.AddRange(ChaosFaults.Check(experiment));
        foreach (DocumentEntry entry in options.Where(entry => !Known.Contains(entry.Key, StringComparer.Ordinal)))
        {
            problems.AddError(
                ProblemCode.UnknownField,
                entry.KeyPosition,
                $"flink.{entry.Key}",
                "unknown field",
                $"use {string.Join(", ", Known)}"
            );
        }
    }

    public override ValueList<Problem> CheckLink(Experiment experiment, StreamLink link) => [];

    public override ValueList<Problem> CheckDeployment(Experiment experiment, DeploymentStep deployed) =>
        [
            .. PlaybookRules.Check(deployed, Services),
            .. new (string Field, ValueList<string> Words)[] { ("command", deployed.Command), ("undo", deployed.UndoCommand) }
                .Where(entry => entry.Words.Count > 0)
                .Select(entry => new Problem(
                    ProblemCode.ConflictingFields,
                    "machines of Flink have no agent that could run it",
                    "use a playbook, or run the experiment on machines"
                )
                {
                    Field = entry.Field,
                }),
        ];

    public override ValueList<Problem> CheckMetrics(Experiment experiment, MetricQueries metrics) => [];

    public override Task<RunResult> RunAsync(
        Experiment experiment,
        int run,
        IRunRecorder recorder,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        new FlinkRun(
            GetOptions(experiment.Options) with
            {
                Deployer = Services?.Deployer,
                Environment = Services?.FlinkEnvironmentFactory?.Invoke(experiment),
            }
        ).RunAsync(experiment, recorder, progress, cancellationToken);

    private static FlinkRunOptions GetOptions(DocumentMap options) =>
        new(new HttpServiceOptions(ParseAddress(Read(options, Address))!), Read(options, Jar), Read(options, Savepoints))
        {
            EntryClass = Read(options, EntryClass),
            Arguments = [.. (options[Arguments] as DocumentList)?.OfType<DocumentScalar>().Select(item => item.Text) ?? []],
            Rescaling = Read(options, Rescaling) == InPlace ? FlinkRescaleMode.InPlace : FlinkRescaleMode.Savepoint,
        };

    private static Uri? ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address is { Scheme: "http" or "https" } && address.Query.Length == 0
            ? address
            : null;

    private static string Read(DocumentMap options, string key) => options[key] is DocumentScalar scalar ? scalar.Text : "";
}
