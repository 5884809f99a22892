namespace Scalewright.Experiments.Runs;

/// <summary>Converts readings to values of series, with the metric names of Flink where they exist.</summary>
internal sealed class MetricSampler(Experiment experiment, IRunRecorder recorder, NetworkSampler? network = null)
{
    /// <summary>Records per second that an instance or operator receives.</summary>
    public const string RecordsIn = "numRecordsInPerSecond";

    /// <summary>Busy time in milliseconds per second.</summary>
    public const string Busy = "busyTimeMsPerSecond";

    /// <summary>Backpressured time in milliseconds per second.</summary>
    public const string Backpressured = "hardBackPressuredTimeMsPerSecond";

    /// <summary>Duration of the last checkpoint in milliseconds.</summary>
    public const string Checkpoint = "lastCheckpointDuration";

    /// <summary>Time between the start of a checkpoint and its arrival at an instance in nanoseconds.</summary>
    public const string CheckpointDelay = "checkpointStartDelayNanos";

    /// <summary>Number of records that an instance dropped because they arrived after their window.</summary>
    public const string LateRecords = "numLateRecordsDropped";

    /// <summary>Prefix of the metrics of a task manager. Their task is its ID, and their instance is 0.</summary>
    public const string TaskManagerPrefix = "Status.";

    /// <summary>Number of waiting records.</summary>
    public const string Lag = "lag";

    /// <summary>Mean latency of a record in seconds.</summary>
    public const string Latency = "latency";

    /// <summary>Name of <see cref="Lag"/> in live metrics.</summary>
    public const string LagFamily = "lag_records";

    /// <summary>Name of <see cref="Latency"/> in live metrics.</summary>
    public const string LatencyFamily = "latency_seconds";

    private static readonly SeriesKey[] Whole =
    [
        new("arrivals", ""),
        new("throughput", ""),
        new(Lag, ""),
        new(Latency, ""),
        new(Checkpoint, ""),
        new("restarts", ""),
        new("nodes", ""),
        new("taskmanagers", ""),
        new("parallelism", ""),
    ];

    /// <summary>Ratio of the time that was simulated.</summary>
    public const string Sampled = "sampled";

    // Only for jobs whose latencies are known record by record, also for each operator.
    private static readonly string[] Quantiles = ["latency_p50", "latency_p95", "latency_p99", "latency_max"];

    private static readonly SeriesKey[] Distribution = [.. Quantiles.Select(name => new SeriesKey(name, "")), new(Sampled, "")];

    /// <summary>Metrics of a task manager, by their names in the REST API of Flink.</summary>
    public static ValueList<string> TaskManagerNames { get; } =
    [
        "Status.JVM.CPU.Load",
        "Status.JVM.CPU.Time",
        "Status.JVM.Threads.Count",
        "Status.JVM.Memory.Heap.Used",
        "Status.Flink.Memory.Managed.Used",
        "Status.JVM.GarbageCollector.G1_Young_Generation.Time",
    ];

    private static IEnumerable<string> OwnAndFlinkNames =>
        [
            .. Whole.Concat(Distribution).Select(series => series.Metric),
            RecordsIn,
            Busy,
            Backpressured,
            CheckpointDelay,
            LateRecords,
            .. TaskManagerNames,
            NetworkSampler.Metric,
            NetworkSampler.PairMetric,
        ];

    /// <summary>Names of all series of a job, in histories and live metrics.</summary>
    public static ValueList<string> Names { get; } =
    [.. OwnAndFlinkNames.Concat(OwnAndFlinkNames.Select(GetFamily)).Distinct(StringComparer.Ordinal), "run_seconds", "events"];

    /// <summary>Measures of the whole job for which Flink has no name.</summary>
    public static ValueList<string> OwnNames { get; } =
    [.. Whole.Concat(Distribution).Select(series => series.Metric).Where(name => name != Checkpoint), NetworkSampler.Metric];

    private ValueList<SeriesKey> _series = [];
    private ValueList<SeriesKey> _otherSeries = [];
    private int[] _counts = [];
    private double[] _values = [];

    /// <summary>Returns the series of a run that its job does not provide.</summary>
    public static IEnumerable<KeyValuePair<SeriesKey, SeriesData>> GetOthers(RunHistory run) =>
        run.Series.Where(entry =>
            entry.Key is { Task.Length: 0, Instance: < 0, Metric: not NetworkSampler.Metric }
            && !Whole.Concat(Distribution).Contains(entry.Key)
        );

    /// <summary>Indicates whether a record was processed after the warm-up.</summary>
    public bool HasMeasured { get; private set; }

    /// <summary>Returns the name of a metric in live metrics. Metrics of Scalewright get the unit as suffix.</summary>
    public static string GetFamily(string metric) =>
        metric switch
        {
            Lag => LagFamily,
            Latency => LatencyFamily,
            NetworkSampler.Metric => NetworkSampler.Family,
            _ => GetSnakeCase(metric),
        };

    /// <summary>Records a reading, the numbers of working machines and task managers, and other values.</summary>
    public void Add(TimeSpan at, FlowReading reading, int nodes, int taskManagers, params ValueList<KeyValuePair<SeriesKey, double>> others)
    {
        HasMeasured |= at > experiment.WarmUpPeriod && reading.Throughput > 0;
        Arrange(reading, [.. others.Select(entry => entry.Key)]);
        int parallelism =
            reading.Status == FlowStatus.Running ? reading.Operators[experiment.Job.IndexOf(experiment.ScaledTask)].Shares.Count : 0;
        ReadOnlySpan<double> whole =
        [
            reading.ArrivalsPerSecond,
            reading.Throughput,
            reading.Lag,
            reading.LatencySeconds,
            reading.CheckpointSeconds * 1000,
            reading.RestartCount,
            nodes,
            taskManagers,
            parallelism,
        ];
        whole.CopyTo(_values);
        int column = Whole.Length;
        if (reading.Latency is { } latency)
        {
            AddQuantiles(latency, ref column);
            _values[column++] = reading.SampledRatio;
        }

        foreach (OperatorReading operatorReading in reading.Operators)
        {
            _values[column++] = operatorReading.RecordsPerSecond;
            _values[column++] = operatorReading.BusyMs;
            _values[column++] = operatorReading.BackpressuredMs;
            for (int instance = 0; instance < operatorReading.Shares.Count; instance++)
            {
                _values[column++] = operatorReading.GetInstanceRecordsPerSecond(instance);
                _values[column++] = operatorReading.GetInstanceBusyMs(instance);
                _values[column++] = operatorReading.BackpressuredMs;
            }

            if (operatorReading.Latency is { } distribution)
            {
                _values[column++] = distribution.MeanSeconds;
                AddQuantiles(distribution, ref column);
            }
        }

        ReadOnlySpan<double> between = network is null ? [] : network.Values;
        between.CopyTo(_values.AsSpan(column));
        column += between.Length;
        foreach ((_, double value) in others)
        {
            _values[column++] = value;
        }

        recorder.RecordSample(at, _series, _values, reading.Latency);
    }

    private void AddQuantiles(LatencyDistribution latency, ref int column)
    {
        _values[column++] = latency.GetQuantile(0.5);
        _values[column++] = latency.GetQuantile(0.95);
        _values[column++] = latency.GetQuantile(0.99);
        _values[column++] = latency.MaxSeconds;
    }

    /// <summary>Converts a name to <c>num_records_in_per_second</c>, with underscores for invalid characters.</summary>
    private static string GetSnakeCase(string metric)
    {
        StringBuilder name = new();
        for (int index = 0; index < metric.Length; index++)
        {
            if (index > 0 && char.IsAsciiLetterUpper(metric[index]) && char.IsAsciiLetterLower(metric[index - 1]))
            {
                name.Append('_');
            }

            name.Append(char.IsAsciiLetterOrDigit(metric[index]) ? char.ToLowerInvariant(metric[index]) : '_');
        }

        return name.ToString();
    }

    private void Arrange(FlowReading reading, ValueList<SeriesKey> otherSeries)
    {
        if (
            _counts.Length == reading.Operators.Count
            && otherSeries == _otherSeries
            && reading.Operators.Select((reading, index) => reading.Shares.Count == _counts[index]).All(isSame => isSame)
        )
        {
            return;
        }

        _otherSeries = otherSeries;
        _counts = [.. reading.Operators.Select(reading => reading.Shares.Count)];
        _series =
        [
            .. Whole,
            .. reading.Latency is null ? [] : Distribution,
            .. reading.Operators.SelectMany(GetSeries),
            .. network?.Series ?? [],
            .. otherSeries,
        ];
        _values = new double[_series.Count];
    }

    private static IEnumerable<SeriesKey> GetSeries(OperatorReading reading) =>
        [
            .. Enumerable
                .Range(-1, reading.Shares.Count + 1)
                .SelectMany(instance =>
                    new SeriesKey[]
                    {
                        new(RecordsIn, reading.Name, instance),
                        new(Busy, reading.Name, instance),
                        new(Backpressured, reading.Name, instance),
                    }
                ),
            .. (reading.Latency is null ? [] : Quantiles.Prepend(Latency)).Select(name => new SeriesKey(name, reading.Name)),
        ];
}
