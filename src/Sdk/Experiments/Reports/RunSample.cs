namespace Scalewright.Experiments.Reports;

/// <summary>Sample of the scaled operator in a run.</summary>
/// <param name="At">Seconds since the start of the load.</param>
/// <param name="Parallelism">Number of instances; 0 while the operator is not running.</param>
/// <param name="Throughput">Processed records per second.</param>
/// <param name="BusyMs">Busy time of the instances in milliseconds per second.</param>
/// <param name="BackpressuredMs">Backpressured time of the instances in milliseconds per second.</param>
/// <param name="LatencySeconds">Latency of a record from arrival to the last operator, in seconds.</param>
/// <param name="Lag">Number of queued records.</param>
internal readonly record struct RunSample(
    double At,
    int Parallelism,
    double Throughput,
    double BusyMs,
    double BackpressuredMs,
    double LatencySeconds,
    double Lag
);
