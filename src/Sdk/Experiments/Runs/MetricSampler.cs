using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Runs;

/// <summary>Converts readings to values of series, with the metric names of Flink where they exist.</summary>
internal sealed class MetricSampler(
    Experiment experiment, IRunRecorder recorder, NetworkSampler? network = null, ValueList<string>? others = null)
{
    /// <summary>Records per second that an instance or operator receives.</summary>
    public const string RecordsIn = "numRecordsInPerSecond";

    /// <summary>Busy time in milliseconds per second.</summary>
    public const string Busy = "busyTimeMsPerSecond";

    /// <summary>Backpressured time in milliseconds per second.</summary>
    public const string Held = "hardBackPressuredTimeMsPerSecond";

    /// <summary>Duration of the last checkpoint in milliseconds.</summary>
    public const string Checkpoint = "lastCheckpointDuration";

    /// <summary>Number of waiting records.</summary>
    public const string Lag = "lag";

    /// <summary>Latency of a record in seconds.</summary>
    public const string Latency = "latency";

    /// <summary>Name of <see cref="Lag"/> in live metrics.</summary>
    public const string LagFamily = "lag_records";

    /// <summary>Name of <see cref="Latency"/> in live metrics.</summary>
    public const string LatencyFamily = "latency_seconds";

    private static readonly SeriesKey[] Whole =
    [
        new("arrivals", ""), new("throughput", ""), new(Lag, ""), new(Latency, ""), new(Checkpoint, ""),
        new("restarts", ""), new("nodes", ""), new("taskmanagers", ""), new("parallelism", ""),
    ];

    /// <summary>Names of all series of a job, in histories and live metrics.</summary>
    public static ValueList<string> Names { get; } =
    [
        .. Whole.Select(series => series.Metric), RecordsIn, Busy, Held, "num_records_in_per_second",
        "busy_time_ms_per_second", "hard_back_pressured_time_ms_per_second", "last_checkpoint_duration",
        NetworkSampler.Metric, NetworkSampler.PairMetric, LagFamily, LatencyFamily, NetworkSampler.Family,
        "run_seconds", "events",
    ];

    /// <summary>Measures of the whole job for which Flink has no name.</summary>
    public static ValueList<string> OwnNames { get; } = [.. Whole.Select(series => series.Metric)
        .Where(name => name != Checkpoint), NetworkSampler.Metric];

    private ValueList<SeriesKey> _series = [];
    private int[] _counts = [];
    private double[] _values = [];

    /// <summary>Returns the series of a run that its job does not provide.</summary>
    public static IEnumerable<KeyValuePair<SeriesKey, SeriesData>> GetOthers(RunHistory run) =>
        run.Series.Where(entry => entry.Key is { Task.Length: 0, Instance: < 0, Metric: not NetworkSampler.Metric }
            && !Whole.Contains(entry.Key));

    /// <summary>Indicates whether a record was processed after the warm-up.</summary>
    public bool HasMeasured { get; private set; }

    /// <summary>Records a reading, the numbers of working machines and task managers, and more values.</summary>
    public void Add(TimeSpan at, FlowReading reading, int nodes, int taskManagers, params ReadOnlySpan<double> values)
    {
        HasMeasured |= at > experiment.WarmUpPeriod && reading.Throughput > 0;
        Arrange(reading);
        int parallelism = reading.Status == FlowStatus.Running
            ? reading.Operators[experiment.Job.IndexOf(experiment.ScaledTask)].Shares.Count
            : 0;
        ReadOnlySpan<double> whole =
        [
            reading.ArrivalsPerSecond, reading.Throughput, reading.Lag, reading.LatencySeconds,
            reading.CheckpointSeconds * 1000, reading.RestartCount, nodes, taskManagers, parallelism,
        ];
        whole.CopyTo(_values);
        int column = Whole.Length;
        foreach (OperatorReading item in reading.Operators)
        {
            _values[column++] = item.RecordsPerSecond;
            _values[column++] = item.BusyMs;
            _values[column++] = item.BackpressuredMs;
            for (int instance = 0; instance < item.Shares.Count; instance++)
            {
                _values[column++] = item.GetInstanceRecordsPerSecond(instance);
                _values[column++] = item.GetInstanceBusyMs(instance);
                _values[column++] = item.BackpressuredMs;
            }
        }

        ReadOnlySpan<double> between = network is null ? [] : network.Values;
        between.CopyTo(_values.AsSpan(column));
        values.CopyTo(_values.AsSpan(column + between.Length));
        recorder.RecordSample(at, _series, _values);
    }

    private void Arrange(FlowReading reading)
    {
        if (_counts.Length == reading.Operators.Count
            && reading.Operators.Select((item, index) => item.Shares.Count == _counts[index]).All(isSame => isSame))
        {
            return;
        }

        _counts = [.. reading.Operators.Select(item => item.Shares.Count)];
        _series =
            [.. Whole, .. reading.Operators.SelectMany(item => Enumerable.Range(-1, item.Shares.Count + 1)
                .SelectMany(instance => new SeriesKey[] { new(RecordsIn, item.Name, instance), new(
                    Busy, item.Name, instance), new(Held, item.Name, instance) })), .. network?.Series
                        ?? [], .. others?.Select(name => new SeriesKey(name, "")) ?? []];
        _values = new double[_series.Count];
    }
}
