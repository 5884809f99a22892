namespace Scalewright.Experiments.Streams;

/// <summary>Sums since the last reading of a job.</summary>
internal sealed class FlowCounters(int operators)
{
    // Of each operator, and of the job as the last one.
    private readonly LatencyHistogram[] _latencies = LatencyHistogram.Create(operators + 1);
    private readonly LatencyHistogram[] _sampled = LatencyHistogram.Create(operators + 1);
    private readonly double[] _records = new double[operators];
    private readonly double[] _busy = new double[operators];
    private readonly double[] _held = new double[operators];
    private LatencyHistogram[]? _current;
    private double _skipped;
    private double _pipeline;
    private double _longest;
    private long _leftCount;

    /// <summary>For each operator, the processed records since the start.</summary>
    public long[] Finished { get; } = new long[operators];

    /// <summary>For each operator, the processed records of the current part of a step.</summary>
    public long[] Records { get; } = new long[operators];

    /// <summary>For each operator, the mean seconds of this part in which an instance processed records.</summary>
    public double[] Busy { get; } = new double[operators];

    /// <summary>For each operator, the mean seconds of this part in which an instance was backpressured.</summary>
    public double[] Held { get; } = new double[operators];

    /// <summary>For each operator, the records that arrived in its topic.</summary>
    public long[] Arrivals { get; } = new long[operators];

    /// <summary>Records that sources read from topics.</summary>
    public long Taken { get; set; }

    public double Seconds { get; set; }

    /// <summary>Longest time in the job of the records up to the last call of <see cref="ReadPipeline"/>.</summary>
    public double LongestPipeline { get; private set; }

    /// <summary>Adds a record that left the job.</summary>
    /// <param name="latency">Seconds since its arrival.</param>
    /// <param name="pipeline">Seconds since a source read it.</param>
    public void AddLatency(double latency, double pipeline)
    {
        AddLatency(operators, latency);
        _pipeline += pipeline;
        _longest = Math.Max(_longest, pipeline);
        _leftCount++;
    }

    /// <summary>Adds the time of a record from entering the queue of an operator until it left the operator.</summary>
    public void AddLatency(int index, double seconds) => (_current ?? _latencies)[index].Add(seconds);

    /// <summary>Starts a part of a step that represents more time than is simulated.</summary>
    public void StartSample() => _current = _sampled;

    /// <summary>Adds the current part to the sums.</summary>
    /// <param name="records">Number of records for each record of the part.</param>
    /// <param name="time">Seconds for each second of the part.</param>
    /// <param name="skipped">Seconds that were left out.</param>
    public void Complete(double records = 1, double time = 1, double skipped = 0)
    {
        for (int index = 0; index < Records.Length; index++)
        {
            Finished[index] += Records[index];
            _records[index] += Records[index] * records;
            _busy[index] += Busy[index] * time;
            _held[index] += Held[index] * time;
        }

        Array.ForEach<Array>([Records, Busy, Held], Array.Clear);
        for (int index = 0; index < _current?.Length; index++)
        {
            _latencies[index].Take(_sampled[index], records);
        }

        _current = null;
        _skipped += skipped;
    }

    /// <summary>Returns the mean seconds in the job of records since the last call; null without records.</summary>
    public double? ReadPipeline()
    {
        double? mean = _leftCount > 0 ? _pipeline / _leftCount : null;
        LongestPipeline = _leftCount > 0 ? _longest : LongestPipeline;
        (_pipeline, _longest, _leftCount) = (0, 0, 0);
        return mean;
    }

    /// <summary>Returns the reading and resets the sums.</summary>
    public FlowReading Read(StreamJob job, JobLayout? plan, TopicReader?[] topics)
    {
        double seconds = Math.Max(Seconds, double.Epsilon);
        OperatorReading[] readings =
        [
            .. job.Operators.Select(
                (jobOperator, index) =>
                    new OperatorReading(jobOperator.Name, GetShares(plan, jobOperator, index))
                    {
                        RecordsPerSecond = _records[index] / seconds,
                        BusyMs = 1000 * _busy[index] / seconds,
                        BackpressuredMs = 1000 * _held[index] / seconds,
                        Lag = topics[index]?.Lag ?? 0,
                        ArrivalsPerSecond = Arrivals[index] / seconds,
                        Latency = _latencies[index].Read(),
                    }
            ),
        ];
        double lag = readings.Sum(part => part.Lag);
        LatencyDistribution latency = _latencies[^1].Read();
        double idleLatency = lag > 0 ? double.NaN : 0;
        FlowReading reading = new(default, default)
        {
            Operators = [.. readings],
            ArrivalsPerSecond = readings.Sum(part => part.ArrivalsPerSecond),
            Throughput = Taken / seconds,
            Lag = lag,
            Latency = latency,
            LatencySeconds = latency.Count > 0 ? latency.MeanSeconds : idleLatency,
            SampledRatio = 1 - (_skipped / seconds),
        };
        Array.ForEach<Array>([_records, _busy, _held, Arrivals], Array.Clear);
        (Seconds, Taken, _skipped) = (0, 0, 0);
        return reading;
    }

    private static ValueList<double> GetShares(JobLayout? plan, JobOperator jobOperator, int index) =>
        plan is null
            ? [.. Enumerable.Repeat(1.0 / jobOperator.Parallelism, jobOperator.Parallelism)]
            : ValueList.Create<double>(plan.RecordRatios[index]);
}
