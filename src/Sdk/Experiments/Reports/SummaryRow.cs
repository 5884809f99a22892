namespace Scalewright.Experiments.Reports;

/// <summary>
/// Statistics of an operator at one number of instances. The sample of each statistic is the runs, with one value per
/// run: the mean of its valid samples. Samples within a run depend on each other; runs do not.
/// </summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Parallelism">Number of instances.</param>
/// <param name="Samples">Number of valid samples of all runs.</param>
/// <param name="Throughput">Records per second.</param>
/// <param name="BusyMs">Busy time of the instances in milliseconds per second.</param>
/// <param name="BackpressuredMs">Backpressured time of the instances in milliseconds per second.</param>
/// <param name="LatencySeconds">Latency of a record from arrival to the last operator, in seconds.</param>
public sealed record SummaryRow(
    string Point,
    int Parallelism,
    int Samples,
    SampleStatistics Throughput,
    SampleStatistics BusyMs,
    SampleStatistics BackpressuredMs,
    SampleStatistics LatencySeconds
);
