using System.Globalization;
using System.Text;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Strategies;

namespace ScalehubSample;

/// <summary>
/// Converts the sections <c>[experiment]</c> and <c>[experiment.*]</c> of Scalehub to a definition. The job, which Scalehub has in a
/// JAR file, becomes one source for each topic of the generators, the scaled task, and a sink.
/// </summary>
internal sealed class ReferenceExperiment
{
    // The naive recursion that Scalehub's jobs perform for each record: 2 F(n + 1) - 1 calls of about 2 ns.
    private const double NanosecondsPerCall = 2;

    // A record in a window: key, time and value, as objects.
    private const double BytesPerRecord = 100;

    private const int DefaultWarmUp = 60;

    // Flink takes no checkpoints if the interval is 0.
    private const string Never = "10000h";

    private readonly PlatformConfiguration _configuration;
    private readonly ProblemList _problems = new();
    private readonly HashSet<(string Section, string Key)> _read = [];
    private readonly string _conf;

    private ReferenceExperiment(PlatformConfiguration configuration, string conf)
    {
        _configuration = configuration;
        _conf = conf;
    }

    /// <summary>Prefix of the sections.</summary>
    public const string Prefix = ExperimentSection.Name + ".";

    /// <summary>Field of the list of platforms, which a file of an experiment does not need.</summary>
    public const string PlatformList = "platforms.platforms";

    /// <summary>True if the configuration has an experiment in the form of Scalehub.</summary>
    public static bool IsIn(PlatformConfiguration configuration) =>
        configuration.Sections[ExperimentSection.Name] is DocumentMap section
        && section["definition"] is null
        && (section["job_file"] is not null || section["task_name"] is not null);

    /// <summary>Returns the definition with the strategy that it names, and all problems: errors, and warnings for keys without an effect.</summary>
    /// <param name="conf">The configuration file.</param>
    /// <param name="machines">Machines of the experiment, which network faults name; empty if unknown.</param>
    public static (ExperimentBundle Bundle, ValueList<Problem> Problems) Convert(PlatformConfiguration configuration, string conf, ValueList<NodeClass> machines)
    {
        ReferenceExperiment reference = new(configuration, conf);
        ExperimentBundle bundle = reference.Convert(machines);
        reference.WarnOfUnread();

        // Strategies are named by their paths in the container.
        IEnumerable<Problem> strategy = bundle.Read(conf).Problems.Where(problem => bundle.Files.ContainsKey(problem.Source))
            .Select(problem => problem with { Source = ContainerPath.Find(problem.Source, conf) });
        return (bundle, [.. reference._problems.ToValueList(), .. strategy]);
    }

    private ExperimentBundle Convert(ValueList<NodeClass> machines)
    {
        StringBuilder yaml = new();
        string name = Text("", "name", "experiment");
        if (Text("", "comment", "") is { Length: > 0 } comment)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"# {comment.Trim('"').ReplaceLineEndings(" ")}\n");
        }

        string type = Text("", "type", "simple");
        yaml.Append(CultureInfo.InvariantCulture, $"name: {ToName(name)}\ntype: {Quote(type)}\nruns: {Whole("", "runs", 1)}\nwarm_up: {Whole("", "output_skip_s", DefaultWarmUp, min: 0)}s\n");
        string task = Text("", "task_name", "Task");
        yaml.Append(CultureInfo.InvariantCulture, $"task: {Quote(task)}\n");

        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        int maxParallelism = type == "transscale" ? AppendOperators(yaml) : AppendStrategy(yaml, type, files);
        AppendJob(yaml, task, maxParallelism);
        AppendFaults(yaml, machines);
        return new ExperimentBundle(Encoding.UTF8.GetBytes(yaml.ToString())) { Files = files, Machines = machines };
    }

    /// <summary>Appends the strategy file, the first task manager and the end. Returns the largest parallelism.</summary>
    private int AppendStrategy(StringBuilder yaml, string type, Dictionary<string, byte[]> files)
    {
        int interval = Whole("scaling", "interval_scaling_s", 60);
        int maxParallelism = Whole("scaling", "max_parallelism", 128);
        string path = Text("scaling", "strategy_path", "");
        DocumentList? steps = path.Length == 0 ? null : ReadStrategy(path, files);
        if (path.Length == 0)
        {
            Add("scaling", "strategy_path", ProblemCode.MissingField, "is missing", "name a file of steps");
        }

        if (Whole("", "output_skip_s", DefaultWarmUp, min: 0) >= interval)
        {
            Add("", "output_skip_s", ProblemCode.OutOfRange, $"it leaves nothing of an interval of {interval} s", "use less than 'interval_scaling_s'", ProblemSeverity.Warning);
        }

        // Each entry adds a block at once, or one increment in each interval.
        (int Number, string Method)[] entries = [.. from step in steps?.OfType<DocumentMap>() ?? []
                                                    from entry in (step["taskmanager"] as DocumentList)?.OfType<DocumentMap>() ?? []
                                                    select (NumberOf(entry), (entry["method"] as DocumentScalar)?.Text ?? "block")];
        double increments = entries.Sum(entry => entry.Method switch
        {
            "linear" => entry.Number,
            "exponential" => Math.Ceiling(Math.Log2(entry.Number + 1.0)),
            _ => 1,
        });
        int total = entries.Sum(entry => entry.Number);
        if (total > maxParallelism)
        {
            Add("scaling", "max_parallelism", ProblemCode.OutOfRange, $"the strategy ends with a parallelism of {total}", "the value has no effect, as in Scalehub", ProblemSeverity.Warning);
        }

        // One interval without a change comes first, and one in which a machine may be missing last.
        yaml.Append(CultureInfo.InvariantCulture, $"duration: {(increments + 2) * interval}s\nstop: {{when_scaling_ends: true}}\n");
        AppendResources(yaml, type, FirstSize(steps));
        yaml.Append(CultureInfo.InvariantCulture, $"scaling:\n  interval: {interval}s\n  strategy: {Quote(path)}\n");
        return Math.Max(total, maxParallelism);
    }

    private void AppendResources(StringBuilder yaml, string type, string size)
    {
        if (type == "resource")
        {
            yaml.Append(CultureInfo.InvariantCulture, $"resource: {{cpu_values: [{List("cpu_values")}], memory_values: [{List("memory_values")}]}}\n");
        }
        else if (TaskManagerSize.Defaults.FirstOrDefault(known => known.Name == size) is { } first)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"task_managers: {{slots: 1, cpus: {first.Cpus}, memory: {first.MemoryMiB}}}\n");
        }
    }

    private DocumentList? ReadStrategy(string path, Dictionary<string, byte[]> files)
    {
        string file = ContainerPath.Find(path, _conf);
        if (!File.Exists(file))
        {
            string advice = ContainerPath.FindSimilar(path, _conf) is { } similar ? $"did you mean '{TextEscaping.Escape(similar)}'?" : "use the path of a strategy; /app/conf is the folder of the configuration";
            Add("scaling", "strategy_path", ProblemCode.UnreadableFile, $"there is no file '{TextEscaping.Escape(path)}'", advice);
            return null;
        }

        files[path] = File.ReadAllBytes(file);
        return DocumentReader.Read(files[path], Dialect.Yaml, source: path).Root as DocumentList;
    }

    private int AppendOperators(StringBuilder yaml)
    {
        int maxParallelism = Whole("transscale", "max_parallelism", 128);
        int interval = Whole("transscale", "monitoring_warmup_s", 180, min: 0) + Whole("transscale", "monitoring_interval_s", 60);
        yaml.Append(CultureInfo.InvariantCulture, $"duration: {20 * interval}s\nscaling:\n  interval: {interval}s\n  operators: {{max_parallelism: {maxParallelism}, latency_aware: true}}\n");
        return maxParallelism;
    }

    private void AppendJob(StringBuilder yaml, string task, int maxParallelism)
    {
        (string Name, string Topic, int Sensors, int Interval)[] generators =
            [.. Text("generators", "generators", "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ReadGenerator)];
        if (generators.Length == 0)
        {
            Add("generators", "generators", ProblemCode.MissingField, "there is no generator", "write the names of sections [experiment.generators.NAME]");
        }

        string[] topics = [.. generators.Select(generator => generator.Topic).Distinct(StringComparer.Ordinal)];
        double rate = generators.Sum(generator => generator.Sensors * 1000.0 / generator.Interval);
        double window = Whole("flink", "window_size_ms", 1000) / 1000.0;
        int checkpoints = Whole("flink", "checkpoint_interval_ms", 30_000, min: 0);
        yaml.Append(CultureInfo.InvariantCulture, $"job:\n  name: {Quote(Path.GetFileNameWithoutExtension(Text("", "job_file", "job")))}\n  checkpoint_interval: {(checkpoints == 0 ? Never : $"{checkpoints}ms")}\n  topics:\n");
        int partitions = Whole("", "kafka_partitions", 12);
        foreach (string topic in topics)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"    - {{name: {Quote(topic)}, partitions: {partitions}}}\n");
        }

        yaml.Append("  operators:\n");
        string[] sources = [.. topics.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"Source{index + 1}"))];
        for (int index = 0; index < topics.Length; index++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"    - {{name: {sources[index]}, topic: {Quote(topics[index])}, cpu_time: 1us}}\n");
        }

        int keys = Math.Clamp(generators.Select(generator => generator.Sensors).DefaultIfEmpty(1).Max(), 1, 1_000_000);
        yaml.Append(CultureInfo.InvariantCulture, $"    # cpu_time: the recursive Fibonacci number of fibonacci_value; state: the records of a window, {BytesPerRecord} bytes each\n");
        yaml.Append(CultureInfo.InvariantCulture, $"    - {{name: {Quote(task)}, inputs: [{string.Join(", ", sources)}], cpu_time: {FibonacciMicroseconds():0.###}us, partitioning: keyed, keys: {keys}, max_parallelism: {maxParallelism}, state: {rate * window * BytesPerRecord / (1 << 20):0.###}}}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"    - {{name: Sink, inputs: [{{from: {Quote(task)}, ratio: {1.0 / Math.Max(1, topics.Length):0.###}}}], cpu_time: 1us}}\nload:\n");
        foreach ((string name, string topic, int sensors, int interval) in generators)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{name: {Quote(name)}, topic: {Quote(topic)}, shape: sensors, sensors: {sensors}, interval: {interval}ms}}\n");
        }
    }

    private (string Name, string Topic, int Sensors, int Interval) ReadGenerator(string section)
    {
        string path = $"generators.{section}";
        if (_configuration.Sections[Prefix + path] is not DocumentMap)
        {
            Add("generators", "generators", ProblemCode.MissingField, $"'{TextEscaping.Escape(section)}' is in the list and has no section", $"add [{Prefix}{path}], or take it from the list");
            return (section, section, 1, 1000);
        }

        // All replicas form one cluster, which shares the sensors.
        string name = Text(path, "name", section);
        string topic = Text(path, "topic", section);
        return (name, topic, Whole(path, "num_sensors", 1), Whole(path, "interval_ms", 1000));
    }

    /// <summary>Slows the links of some machines from the start, as Scalehub's objects of Chaos Mesh do.</summary>
    private void AppendFaults(StringBuilder yaml, ValueList<NodeClass> machines)
    {
        bool isEnabled = Text("chaos", "enable", "false").Equals("true", StringComparison.OrdinalIgnoreCase);
        int percentage = Whole("chaos", "affected_nodes_percentage", 0, min: 0);
        int latency = Whole("chaos", "delay_latency_ms", 0, min: 0);
        int jitter = Whole("chaos", "delay_jitter_ms", 0, min: 0);
        string[] names = [.. NodeClass.ExpandMachines(machines).Select(machine => machine.Name)];
        if (!isEnabled)
        {
            // Values of faults that are switched off.
            foreach (string key in new[] { "delay_correlation", "bandwidth_rate_mbps", "bandwidth_limit", "bandwidth_buffer" })
            {
                _read.Add(("chaos", key));
            }

            return;
        }

        if (names.Length == 0)
        {
            Add("chaos", "enable", ProblemCode.PlatformUnavailable, "the machines are not known", "provision them first; the definition has no faults", ProblemSeverity.Warning);
            return;
        }

        int affected = Math.Min(names.Length, (int)Math.Ceiling(names.Length * percentage / 100.0));
        (string, string)[] links = [.. from first in Enumerable.Range(0, affected)
                                       from second in Enumerable.Range(first + 1, names.Length - first - 1)
                                       select (names[first], names[second])];
        yaml.Append(links.Length == 0 ? "" : "faults:\n");
        foreach ((string first, string second) in links)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{slow: [{first}, {second}], latency: {latency}ms, jitter: {jitter}ms}}\n");
        }
    }

    private double FibonacciMicroseconds()
    {
        int number = Whole("flink", "fibonacci_value", 18, min: 0);
        (double last, double next) = (0, 1);
        for (int index = 0; index < number; index++)
        {
            (last, next) = (next, last + next);
        }

        return ((2 * next) - 1) * NanosecondsPerCall / 1000;
    }

    private void WarnOfUnread()
    {
        _read.UnionWith(ExperimentSection.Additions.Select(addition => ("", addition.Key)));
        foreach ((string path, DocumentMap fields) in _configuration.Sections
            .Where(entry => entry.Key == ExperimentSection.Name || entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(entry => (entry.Key, (DocumentMap)entry.Value)))
        {
            string section = path == ExperimentSection.Name ? "" : path[Prefix.Length..];
            foreach (DocumentEntry entry in fields.Where(entry => !_read.Contains((section, entry.Key)) && IsOwn(path, entry.Key)))
            {
                _problems.Add(new Problem(ProblemCode.UnknownField, "it has no effect", "leave it out: the definition of the experiment has no such value")
                {
                    Source = _configuration.GetSource(path, entry.Key),
                    Position = entry.KeyPosition,
                    Field = $"{path}.{TextEscaping.Escape(entry.Key)}",
                    Severity = ProblemSeverity.Warning,
                });
            }
        }
    }

    // Defaults are those of many experiments, of which each uses some.
    private bool IsOwn(string path, string key) => Path.GetFileName(_configuration.GetSource(path, key)) != ContainerPath.DefaultsName;

    private static int NumberOf(DocumentMap entry) =>
        int.TryParse((entry["number"] as DocumentScalar)?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, 100_000) : 1;

    private static string FirstSize(DocumentList? steps) =>
        (steps?.OfType<DocumentMap>().FirstOrDefault()?["taskmanager"] as DocumentList)?.OfType<DocumentMap>().FirstOrDefault()?["type"] is DocumentScalar size ? size.Text : "s";

    private string Text(string section, string key, string fallback)
    {
        _read.Add((section, key));
        return FieldOf(section, key)?.Text.Trim() ?? fallback;
    }

    private int Whole(string section, string key, int fallback, int min = 1)
    {
        string text = Text(section, key, "");
        if (text.Length == 0 && FieldOf(section, key) is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min)
        {
            return number;
        }

        Add(section, key, ProblemCode.WrongType, $"'{TextEscaping.Escape(text)}' is not a whole number from {min}", $"use {min} or more");
        return fallback;
    }

    private string List(string key)
    {
        string text = Text("", key, "");
        string[] values = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (values.Length == 0 || !values.All(value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0))
        {
            Add("", key, ProblemCode.WrongType, $"'{TextEscaping.Escape(text)}' is not a list of whole numbers from 1", "separate numbers by spaces");
            return "1";
        }

        return string.Join(", ", values);
    }

    private DocumentScalar? FieldOf(string section, string key) => (_configuration.Sections[PathOf(section)] as DocumentMap)?[key] as DocumentScalar;

    private void Add(string section, string key, ProblemCode code, string found, string advice, ProblemSeverity severity = ProblemSeverity.Error)
    {
        string path = PathOf(section);
        _problems.Add(new Problem(code, found, advice)
        {
            Source = _configuration.GetSource(path, key) is { Length: > 0 } source ? source : _conf,
            Position = FieldOf(section, key)?.Position ?? TextPosition.None,
            Field = $"{path}.{key}",
            Severity = severity,
        });
    }

    private static string PathOf(string section) => section.Length == 0 ? ExperimentSection.Name : Prefix + section;

    /// <summary>Lower case, with '-' for characters that names of experiments do not have.</summary>
    private static string ToName(string text)
    {
        string name = string.Concat(text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name[..Math.Min(name.Length, 64)] : $"e{name[..Math.Min(name.Length, 63)]}";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
