using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;
using Scalewright.Plugins;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads YAML definitions of experiments and reports all problems with their positions.</summary>
internal static class ExperimentReader
{
    /// <summary>Maximum size of a named file: 64 MiB, for traces. Documents have a lower limit.</summary>
    internal const int MaxNamedBytes = 64 << 20;

    /// <summary>Parses a definition.</summary>
    /// <param name="open">Returns the content of a named file, or null if it cannot be read; null if the definition may
    /// not name files.</param>
    public static ExperimentReadResult Read(ReadOnlyMemory<byte> utf8, string source = "", Func<string, byte[]?>? open = null) =>
        Read(utf8, source, open, Overrides.None, [], tools: null);

    internal static ExperimentReadResult Read(
        ReadOnlyMemory<byte> utf8,
        string source,
        Func<string, byte[]?>? open,
        Overrides overrides,
        ValueList<NodeClass> machines,
        RunServices? tools
    )
    {
        Document document = DocumentReader.Read(utf8, Dialect.Yaml, source: source);
        if (document.Root is not DocumentMap root)
        {
            return new ExperimentReadResult(
                [],
                document.Root is { } other
                    ?
                    [
                        new Problem(ProblemCode.WrongType, $"found {other.Description}", "use a map that begins with 'name:'")
                        {
                            Source = source,
                            Position = other.Position,
                        },
                    ]
                    : document.Problems
            );
        }

        ProblemList problems = new(source);
        root = overrides.Apply(RenamedKeys.Update(root, problems), problems);
        PointReader reader = new(open ?? (_ => null), machines, tools, problems);
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
            .Select(overrides.Locate)
            .OrderBy(problem => problem.Source != source)
            .ThenBy(problem => problem.Source, StringComparer.Ordinal)
            .ThenBy(problem => problem.Position.Line == 0)
            .ThenBy(problem => (problem.Position.Line, problem.Position.Column));
        return new ExperimentReadResult(problems.HasErrors ? [] : experiments.ToValueList(), [.. sorted]);
    }

    /// <summary>Reads one combination of values.</summary>
    /// <param name="machines">Machines for a definition that names none.</param>
    internal static Experiment Read(DocumentMap root, ProblemList problems, Func<string, byte[]?> open, ValueList<NodeClass> machines)
    {
        ExperimentFieldReader fields = new(root, "", problems);
        Experiment blank = new(fields.Require("name", "the name of the experiment"));
        ValueList<NodeClass> nodes = fields.Has("nodes") ? [.. fields.Maps("nodes", "kind").Select(ReadNodes)] : machines;
        string type = fields.Text("type", blank.Type);
        FaultReader faults = new(FindNames(nodes, type, problems));
        LoadReader loads = new(open);
        Experiment experiment = blank with
        {
            Type = type,
            Seed = fields.Long("seed", 0),
            RunCount = fields.Whole("runs", 1),
            Duration = fields.Duration("duration", blank.Duration),
            WarmUpPeriod = fields.Is("warm_up", "auto") ? Experiment.AutomaticWarmUp : fields.Duration("warm_up", blank.WarmUpPeriod),
            CoolDownPeriod = fields.Duration("cool_down", blank.CoolDownPeriod),
            SampleInterval = fields.Duration("sample_interval", blank.SampleInterval),
            Sampling = ReadSampling(fields),
            Nodes = nodes,
            Links = [.. fields.Maps("links").Select(ReadLink)],
            Deployment = [.. fields.Maps("deployment").Select(ReadStep)],
            Job = fields.Section("job", JobReader.Read) ?? blank.Job,
            Task = fields.Text("task", ""),
            Loads = [.. fields.Maps("load").Select(loads.Read)],
            Faults = new FaultSchedule([.. fields.Maps("faults").Select(faults.Read).OfType<TimedFault>()]),
            Metrics = fields.Section("metrics", ReadMetrics),
            StopRule = fields.Section("stop", ReadStop),
            Thresholds = fields.Section("thresholds", ReadThresholds),
            Backlog = fields.Section("backlog", ReadBacklog) ?? blank.Backlog,
        };
        experiment = ReadManagers(experiment, fields.Section("task_managers"));
        if (fields.Section("scaling") is { } scaling)
        {
            (Strategies.IScalingStrategy? strategy, TimeSpan interval) = new ScalingReader(open).Read(scaling);
            experiment = experiment with { Scaling = strategy, ScalingInterval = interval };
        }

        experiment = fields.Section(experiment.Type) is { } options ? experiment with { Options = options.Map } : experiment;
        _ = fields.Has("matrix");
        foreach (ExperimentTypeEntry other in ExperimentTypes.All.Where(entry => root[entry.Name] is not null))
        {
            // A section of another type is allowed, so that 'type' can be changed later.
            _ = fields.Section(other.Name);
        }

        fields.Close();
        return experiment;
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
        Experiment read = experiment with
        {
            TaskManagerCount = fields.Whole("count", experiment.TaskManagerCount),
            TaskManagerTemplate = blank with
            {
                Slots = fields.Whole("slots", blank.Slots),
                Cpus = fields.Number("cpus", blank.Cpus),
                MemoryMiB = fields.Whole("memory", blank.MemoryMiB, "MiB"),
            },
        };
        fields.Close();
        return read;
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
        StreamSampling sampling = blank with
        {
            Hops = inner.Has("hops") ? inner.Long("hops", 0) : blank.Hops,
            Error = inner.Percentage("error", blank.Error),
        };
        inner.Close();
        return sampling;
    }

    private static NodeClass ReadNodes(ExperimentFieldReader fields)
    {
        NodeClass blank = new(fields.Require("kind", "the start of the names of its machines"), fields.Whole("count", 1));
        NodeClass nodes = blank with
        {
            Cores = fields.Whole("cores", blank.Cores),
            MemoryMiB = fields.Whole("memory", blank.MemoryMiB, "MiB"),
        };
        fields.Close();
        return nodes;
    }

    private static StreamLink ReadLink(ExperimentFieldReader fields)
    {
        StreamLink link = new(
            fields.Require("from", "a machine"),
            fields.Require("to", "another machine"),
            fields.Duration("latency", TimeSpan.FromMilliseconds(50))
        )
        {
            Jitter = fields.Duration("jitter", TimeSpan.Zero),
            Loss = fields.Number("loss", 0),
            MaxBytesPerSecond = fields.Has("bytes_per_second") ? fields.Long("bytes_per_second", 0) : null,
            Duplication = fields.Number("duplicate", 0),
            Reordering = fields.Number("reorder", 0),
        };
        fields.Close();
        return link;
    }

    private static DeploymentStep ReadStep(ExperimentFieldReader fields)
    {
        DeploymentStep blank = new(fields.Require("name", "the name of the step"), fields.Duration("simulated_duration", TimeSpan.Zero));
        DeploymentStep step = blank with
        {
            Playbook = fields.Text("playbook", ""),
            Command = fields.Texts("command"),
            Hosts = fields.Text("hosts", blank.Hosts),
            UndoCommand = fields.Texts("undo"),
        };
        fields.Close();
        return step;
    }

    private static MetricQueries ReadMetrics(ExperimentFieldReader fields)
    {
        MetricQueries metrics = new(fields.Text("address", ""));
        if (fields.Section("queries") is { } queries)
        {
            metrics = metrics with
            {
                Queries = queries.Map.Select(entry => KeyValuePair.Create(entry.Key, queries.Text(entry.Key, ""))).ToValueMap(),
            };
        }

        fields.Close();
        return metrics;
    }

    private static StopRule ReadStop(ExperimentFieldReader fields)
    {
        StopRule blank = new();
        double? lag = fields.Has("lag_above") ? fields.Number("lag_above", 0) : null;
        StopRule rule = blank with
        {
            LagAbove = lag,
            LatencyAbove = fields.Has("latency_above") ? fields.Duration("latency_above", default) : null,
            StopsWhenScalingEnds = fields.Flag("when_scaling_ends", false),
            HoldPeriod = fields.Duration("for", blank.HoldPeriod),
        };
        fields.Close();
        return rule;
    }

    private static ExperimentThresholds ReadThresholds(ExperimentFieldReader fields)
    {
        ExperimentThresholds thresholds = new()
        {
            LatencyP50 = Time("latency_p50"),
            LatencyP95 = Time("latency_p95"),
            LatencyP99 = Time("latency_p99"),
            MaxLatency = Time("latency_max"),
            Capacity = fields.Section("capacity", ReadCapacity),
            CatchUp = Time("catch_up"),
            Behind = Time("behind"),
            KeptUp = fields.Has("kept_up") ? fields.Percentage("kept_up", 1) : null,
        };
        fields.Close();
        return thresholds;

        TimeSpan? Time(string key) => fields.Has(key) ? fields.Duration(key, default) : null;
    }

    private static BacklogLimits ReadBacklog(ExperimentFieldReader fields)
    {
        BacklogLimits blank = new();
        BacklogLimits limits = new()
        {
            KeepingUp = fields.Duration("keeping_up", blank.KeepingUp),
            Behind = fields.Duration("behind", blank.Behind),
        };
        fields.Close();
        return limits;
    }

    private static CapacityThreshold ReadCapacity(ExperimentFieldReader fields)
    {
        fields.Require("instances", "a number of instances");
        fields.Require("min", "in records per second");
        CapacityThreshold capacity = new(fields.Whole("instances", 1), fields.Number("min", 0));
        fields.Close();
        return capacity;
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = ExceptionText.From(e, path);
            return null;
        }
    }
}

internal static class JobReader
{
    public static StreamJob Read(ExperimentFieldReader fields)
    {
        StreamJob blank = new(fields.Text("name", "job"));
        StreamJob job = blank with
        {
            Topics = [.. fields.Maps("topics").Select(ReadTopic)],
            Operators = [.. fields.Maps("operators").Select(ReadOperator)],
            CheckpointInterval = fields.Duration("checkpoint_interval", blank.CheckpointInterval),
            MinCheckpointDuration = fields.Duration("min_checkpoint_duration", blank.MinCheckpointDuration),
            StateMiBPerSecond = fields.Number("state_mib_per_second", blank.StateMiBPerSecond),
            RestartDelay = fields.Duration("restart_delay", blank.RestartDelay),
            HeartbeatTimeout = fields.Duration("heartbeat_timeout", blank.HeartbeatTimeout),
            UsesAdaptiveScheduler = fields.Flag("adaptive_scheduler", blank.UsesAdaptiveScheduler),
        };
        fields.Close();
        return job;
    }

    private static JobTopic ReadTopic(ExperimentFieldReader fields)
    {
        JobTopic topic = new(fields.Require("name", "the name of the topic"), fields.Whole("partitions", 1));
        fields.Close();
        return topic;
    }

    private static JobOperator ReadOperator(ExperimentFieldReader fields)
    {
        JobOperator blank = new(fields.Require("name", "the name of the operator"));
        JobOperator item = blank with
        {
            Topic = fields.Has("topic") ? fields.Text("topic", "") : null,
            Inputs = [.. fields.Items("inputs").Select(input => ReadInput(fields, input)).OfType<JobInput>()],
            CpuTimePerRecord = fields.Duration("cpu_time", blank.CpuTimePerRecord),
            CpuTimeVariation = fields.Number("cpu_time_variation", blank.CpuTimeVariation),
            Parallelism = fields.Whole("parallelism", blank.Parallelism),
            MaxParallelism = fields.Whole("max_parallelism", blank.MaxParallelism),
            Partitioning = fields.Keyword(
                "partitioning",
                blank.Partitioning,
                ("even", StreamPartitioning.Even),
                ("keyed", StreamPartitioning.Keyed),
                ("pool", StreamPartitioning.Pool)
            ),
            KeyCount = fields.Whole("keys", blank.KeyCount),
            Skew = fields.Number("skew", blank.Skew),
            BufferSize = fields.Whole("buffer", blank.BufferSize),
            StateMiB = fields.Number("state", blank.StateMiB),
        };
        fields.Close();
        return item;
    }

    private static JobInput? ReadInput(ExperimentFieldReader fields, DocumentNode node)
    {
        if (node is DocumentScalar name)
        {
            return new JobInput(name.Text);
        }

        if (node is not DocumentMap map)
        {
            fields.AddError(node, fields.GetPath("inputs"), "the name of an operator, or a map with 'from' and 'ratio'");
            return null;
        }

        ExperimentFieldReader inner = new(map, fields.GetPath("inputs"), fields.Problems);
        JobInput input = new(inner.Require("from", "the name of an operator"), inner.Number("ratio", 1));
        inner.Close();
        return input;
    }
}
