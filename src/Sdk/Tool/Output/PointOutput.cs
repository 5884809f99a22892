using System.ComponentModel;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;

namespace Scalewright.Tool.Output;

/// <summary>Figures of a point of an experiment with a number of instances.</summary>
[Description("Figures of a point of an experiment with a number of instances.")]
internal sealed record PointOutput(
    [property: Description("Name of the point.")] string Point,
    [property: Description("Instances of the task.")] int Parallelism,
    [property: Description("Runs that the figures are means of.")] int Runs,
    [property: Description("Samples that count, of all runs.")] int Samples,
    [property: Description("Throughput.")] IntervalOutput RecordsPerSecond,
    [property: Description("Milliseconds of a second that instances were busy.")] IntervalOutput BusyMsPerSecond,
    [property: Description("Latency.")] IntervalOutput LatencySeconds)
{
    public static IReadOnlyList<PointOutput> Of(ExperimentData data) =>
    [
        .. ExperimentSummary.Create(data).Select(row => new PointOutput(
            row.Point, row.Parallelism, row.Throughput.Count, row.Samples, IntervalOutput.Of(row.Throughput),
            IntervalOutput.Of(row.BusyMs), IntervalOutput.Of(row.LatencySeconds))),
    ];
}
