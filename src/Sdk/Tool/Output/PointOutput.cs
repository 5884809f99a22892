using System.ComponentModel;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;

namespace Scalewright.Tool.Output;

/// <summary>Results of a point at one number of instances.</summary>
[Description("Results of a point at one number of instances.")]
internal sealed record PointOutput(
    [property: Description("Name of the point.")] string Point,
    [property: Description("Number of instances of the task.")] int Parallelism,
    [property: Description("Number of runs over which the means are computed.")] int Runs,
    [property: Description("Number of valid samples of all runs.")] int Samples,
    [property: Description("Throughput in records per second.")] IntervalOutput RecordsPerSecond,
    [property: Description("Busy time of the instances, in milliseconds per second.")] IntervalOutput BusyMsPerSecond,
    [property: Description("Latency in seconds.")] IntervalOutput LatencySeconds)
{
    public static IReadOnlyList<PointOutput> From(ExperimentData data) =>
    [
        .. ExperimentSummary.Create(data).Select(row => new PointOutput(
            row.Point, row.Parallelism, row.Throughput.Count, row.Samples, IntervalOutput.From(row.Throughput),
            IntervalOutput.From(row.BusyMs), IntervalOutput.From(row.LatencySeconds))),
    ];
}
