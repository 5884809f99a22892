using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;
using Scalewright.Generated;
using Scalewright.Plugins;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads YAML definitions of experiments and reports all problems with their positions.</summary>
internal static class ExperimentReader
{
    /// <summary>Maximum size of a named file: 64 MiB, for traces. Documents have a lower limit.</summary>
    internal const int MaxNamedBytes = 64 << 20;

    /// <summary>Reads the definition of a bundle.</summary>
    /// <param name="open">Returns the content of a named file, or null if it cannot be read.</param>
    public static ExperimentDefinition Read(ExperimentBundle bundle, string source, Func<string, byte[]?> open, RunServices? tools)
    {
        Document document = DocumentReader.Read(bundle.Definition, Dialect.Yaml, source: source);
        ProblemList problems = new(source);
        if (document.Root is not DocumentMap root)
        {
            if (document.Root is { } other)
            {
                problems.AddError(
                    ProblemCode.WrongType,
                    other.Position,
                    "",
                    $"found {other.Description}",
                    "use a map that begins with 'name:'"
                );
            }

            return new ExperimentDefinition(bundle, source, null, [], problems.HasErrors ? problems.ToValueList() : document.Problems);
        }

        root = Overrides.Apply(bundle, RenamedKeys.Update(root, problems), problems);
        PointReader reader = new(open, bundle.Machines, tools, problems);
        List<Experiment> experiments = [];
        foreach ((DocumentMap definition, ValueMap<string> parameters) in MatrixReader.Expand(root, problems))
        {
            experiments.AddRange(reader.Read(definition, parameters));
        }

        if (!problems.HasErrors)
        {
            PointReader.Add(SweepRules.Check(experiments), root, problems.Add);
        }

        // Those of the file come first, and those without a position last.
        IEnumerable<Problem> sorted = problems
            .ToValueList()
            .OrderBy(problem => problem.Source != source)
            .ThenBy(problem => problem.Source, StringComparer.Ordinal)
            .ThenBy(problem => problem.Position.Line == 0)
            .ThenBy(problem => (problem.Position.Line, problem.Position.Column));
        return new ExperimentDefinition(bundle, source, root, problems.HasErrors ? [] : experiments.ToValueList(), [.. sorted]);
    }

    /// <summary>Reads one combination of values.</summary>
    /// <param name="machines">Machines for a definition that names none.</param>
    internal static Experiment Read(DocumentMap root, ProblemList problems, Func<string, byte[]?> open, ValueList<NodeClass> machines)
    {
        ExperimentFieldReader fields = new(root, "", problems, open);
        Experiment blank = new(fields.Require("name", "the name of the experiment"));
        ValueList<NodeClass> nodes = fields.Has("nodes")
            ? [.. fields.Maps("nodes", "kind").Select(DocumentRecords.ReadNodeClass)]
            : machines;
        string type = fields.Text("type", blank.Type);
        FaultReader faults = new(FindNames(nodes, type, problems));
        Experiment experiment = blank with
        {
            Type = type,
            Seed = fields.Whole("seed", 0L),
            RunCount = fields.Whole("runs", 1),
            Duration = fields.Duration("duration", blank.Duration),
            WarmUpPeriod = fields.Is("warm_up", "auto") ? Experiment.AutomaticWarmUp : fields.Duration("warm_up", blank.WarmUpPeriod),
            CoolDownPeriod = fields.Duration("cool_down", blank.CoolDownPeriod),
            SampleInterval = fields.Duration("sample_interval", blank.SampleInterval),
            Sampling = ReadSampling(fields),
            Nodes = nodes,
            Links = [.. fields.Maps("links").Select(DocumentRecords.ReadStreamLink)],
            Deployment = [.. fields.Maps("deployment").Select(DocumentRecords.ReadDeploymentStep)],
            Job = fields.Section("job", DocumentRecords.ReadStreamJob) ?? blank.Job,
            Task = fields.Text("task", ""),
            Loads = [.. fields.Maps("load").Select(LoadReader.Read)],
            Faults = new FaultSchedule([.. fields.Maps("faults").Select(faults.Read).OfType<TimedFault>()]),
            Metrics = fields.Section("metrics", DocumentRecords.ReadMetricQueries),
            StopRule = fields.Section("stop", DocumentRecords.ReadStopRule),
            Thresholds = fields.Section("thresholds", DocumentRecords.ReadExperimentThresholds),
            Backlog = fields.Section("backlog", DocumentRecords.ReadBacklogLimits) ?? blank.Backlog,
        };
        experiment = ReadManagers(experiment, fields.Section("task_managers"));
        if (fields.Section("scaling") is { } scaling)
        {
            (Strategies.IScalingStrategy? strategy, TimeSpan interval) = ScalingReader.Read(scaling);
            experiment = experiment with { Scaling = strategy, ScalingInterval = interval };
        }

        experiment = fields.Section(experiment.Type) is { } options ? experiment with { Options = options.Map } : experiment;
        _ = fields.Has("matrix");
        foreach (ExperimentTypeEntry other in ExperimentTypes.All.Where(entry => root[entry.Name] is not null))
        {
            // A section of another type is allowed, so that 'type' can be changed later.
            _ = fields.Section(other.Name);
        }

        return fields.Close(experiment);
    }

    /// <summary>Returns the machines that faults may affect; null if a name could not be read.</summary>
    private static HashSet<string>? FindNames(ValueList<NodeClass> nodes, string type, ProblemList problems) =>
        problems.ToValueList().Any(problem => problem.Severity == ProblemSeverity.Error && PointReader.DecidesNames(problem.Field, "nodes"))
            ? null
            : [.. NodeClass.ExpandMachines(nodes).Select(machine => machine.Name), .. ExperimentTypes.Find(type)?.Hosts ?? []];

    private static Experiment ReadManagers(Experiment experiment, ExperimentFieldReader? fields)
    {
        if (fields is null)
        {
            return experiment;
        }

        TaskManager blank = experiment.TaskManagerTemplate;
        return fields.Close(
            experiment with
            {
                TaskManagerCount = fields.Whole("count", experiment.TaskManagerCount),
                TaskManagerTemplate = blank with
                {
                    Slots = fields.Whole("slots", blank.Slots),
                    Cpus = fields.Double("cpus", blank.Cpus),
                    MemoryMiB = fields.Whole("memory", blank.MemoryMiB, " of MiB"),
                },
            }
        );
    }

    private static StreamSampling ReadSampling(ExperimentFieldReader fields)
    {
        StreamSampling blank = new();
        if (fields.Map["sampling"] is not DocumentMap)
        {
            return fields.Keyword("sampling", 0, ("all", 1), ("throughput", 2)) switch
            {
                1 => StreamSampling.All,
                2 => StreamSampling.Throughput,
                _ => blank,
            };
        }

        ExperimentFieldReader inner = fields.Section("sampling")!;
        return inner.Close(
            blank with
            {
                Hops = inner.Has("hops") ? inner.Whole("hops", 0L) : blank.Hops,
                Error = inner.Percentage("error", blank.Error),
            }
        );
    }

    /// <summary>Returns the content, or one byte more than the limit; null if the file cannot be read.</summary>
    internal static byte[]? Open(string path, int maxBytes) => Open(path, maxBytes, out _);

    /// <inheritdoc cref="Open(string, int)"/>
    /// <param name="why">Error, as a clause; empty on success.</param>
    internal static byte[]? Open(string path, int maxBytes, out string why)
    {
        why = "";
        try
        {
            return BoundedFileReader.Read(path, maxBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            why = ExceptionText.From(exception, path);
            return null;
        }
    }
}

internal static class JobInputReader
{
    /// <summary>Reads a list of names of operators, and of maps with <c>from</c> and <c>ratio</c>.</summary>
    public static ValueList<JobInput> Inputs(this ExperimentFieldReader fields, string key, ValueList<JobInput> fallback) =>
        fields.Has(key) ? [.. fields.Items(key).Select(input => Read(fields, key, input)).OfType<JobInput>()] : fallback;

    private static JobInput? Read(ExperimentFieldReader fields, string key, DocumentNode node)
    {
        switch (node)
        {
            case DocumentScalar name:
                return new JobInput(name.Text);
            case DocumentMap map:
                return DocumentRecords.ReadJobInput(fields.At(map, fields.GetPath(key)));
            default:
                fields.AddError(node, fields.GetPath(key), "the name of an operator, or a map with 'from' and 'ratio'");
                return null;
        }
    }
}
