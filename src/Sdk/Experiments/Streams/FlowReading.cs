namespace Scalewright.Experiments.Streams;

/// <summary>Measurements of a job. Rates are averages since the previous reading.</summary>
/// <param name="At">Time of the reading since the start of the job.</param>
/// <param name="Status">Status of the job.</param>
public sealed record FlowReading(TimeSpan At, FlowStatus Status)
{
    /// <summary>Readings of the operators in the order of the job.</summary>
    public ValueList<OperatorReading> Operators { get; init; } = [];

    /// <summary>Records per second that arrive in the topics.</summary>
    public double ArrivalsPerSecond { get; init; }

    /// <summary>Records per second that the sources read from the topics.</summary>
    public double Throughput { get; init; }

    /// <summary>Number of records queued in topics.</summary>
    public double Lag { get; init; }

    /// <summary>
    /// Mean latency in seconds from the arrival of a record in a topic to the last operator. NaN while records wait and
    /// none leaves the job.
    /// </summary>
    public double LatencySeconds { get; init; }

    /// <summary>Distribution of that latency. Default null: it is unknown, as in runs on machines.</summary>
    public LatencyDistribution? Latency { get; init; }

    /// <summary>Ratio of the time that was simulated, 0 to 1; see <see cref="StreamSampling"/>. Default 1.</summary>
    public double SampledRatio { get; init; } = 1;

    /// <summary>Duration of the last checkpoint in seconds; 0 before the first one.</summary>
    public double CheckpointSeconds { get; init; }

    /// <summary>Number of restarts since the start of the job.</summary>
    public int RestartCount { get; init; }

    /// <summary>Number of records processed again after failures since the start of the job.</summary>
    public double ReprocessedRecords { get; init; }
}
