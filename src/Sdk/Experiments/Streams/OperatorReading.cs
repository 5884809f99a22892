namespace Scalewright.Experiments.Streams;

/// <summary>Mean metrics of an operator since the last reading.</summary>
/// <param name="Name">Name of the operator.</param>
/// <param name="Shares">Ratio of records that each instance received, one entry per instance.</param>
public sealed record OperatorReading(string Name, ValueList<double> Shares)
{
    /// <summary>Processed records per second, over all instances.</summary>
    public double RecordsPerSecond { get; init; }

    /// <summary>Mean busy time of the instances in milliseconds per second, 0 to 1000.</summary>
    public double BusyMs { get; init; }

    /// <summary>Mean backpressured time of the instances in milliseconds per second, 0 to 1000.</summary>
    public double BackpressuredMs { get; init; }

    /// <summary>Number of records queued in its topic; 0 for an operator that reads from operators.</summary>
    public double Lag { get; init; }

    /// <summary>Records per second that arrived in its topic; 0 for an operator that reads from operators.</summary>
    public double ArrivalsPerSecond { get; init; }

    /// <summary>
    /// Distribution of the time of records from entering the queue of the operator until they left the operator, with
    /// the time in which a full queue blocked them. Default null: it is unknown, as in runs on machines.
    /// </summary>
    public LatencyDistribution? Latency { get; init; }

    /// <summary>Returns the records per second of one instance.</summary>
    /// <param name="instance">Index of the instance, from 0.</param>
    public double GetInstanceRecordsPerSecond(int instance) => RecordsPerSecond * Shares[instance];

    /// <summary>Returns the busy time of one instance in milliseconds per second, 0 to 1000.</summary>
    /// <param name="instance">Index of the instance, from 0.</param>
    public double GetInstanceBusyMs(int instance) => Math.Min(1000, BusyMs * Shares[instance] * Shares.Count);
}
