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
    [property: Description("Mean latency in seconds.")] IntervalOutput LatencySeconds,
    [property: Description("Latencies of the records that arrive while the job keeps up; null if quantiles were not recorded.")]
        LatencyOutput? Latency,
    [property: Description("Load that this number of instances can process.")] CapacityOutput Capacity
)
{
    public static IReadOnlyList<PointOutput> From(ExperimentData data, ExperimentVerdict verdict)
    {
        Dictionary<(string, int), (CapacityOutput Capacity, LatencyOutput? Latency)> results = [];
        foreach (PointResult point in verdict.Points)
        {
            foreach ((CapacityEstimate estimate, LatencySummary latency) in point.Capacities.Zip(point.LatencyByInstances))
            {
                CapacityOutput capacity = new(
                    GetName(estimate.Kind),
                    Finite(estimate.RecordsPerSecond),
                    Finite(estimate.MarginOfError),
                    estimate.IsEnoughFor(point.PeakLoad)
                );
                results[(point.Point, estimate.Parallelism)] = (capacity, LatencyOutput.From(latency));
            }
        }

        return [.. ExperimentSummary.Create(data).Select(row => Create(row, results.GetValueOrDefault((row.Point, row.Parallelism))))];
    }

    private static PointOutput Create(SummaryRow row, (CapacityOutput? Capacity, LatencyOutput? Latency) result) =>
        new(
            row.Point,
            row.Parallelism,
            row.Throughput.Count,
            row.Samples,
            IntervalOutput.From(row.Throughput),
            IntervalOutput.From(row.BusyMs),
            IntervalOutput.From(row.LatencySeconds),
            result.Latency,
            result.Capacity ?? new CapacityOutput(GetName(CapacityKind.Unknown), null, null, null)
        );

    public static string GetName(CapacityKind kind) =>
        kind switch
        {
            CapacityKind.Measured => "measured",
            CapacityKind.Estimated => "estimated",
            CapacityKind.AtLeast => "at_least",
            _ => "unknown",
        };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Quantiles of the latency in seconds.</summary>
[Description("Quantiles of the latency in seconds.")]
internal sealed record LatencyOutput(
    [property: Description("Median.")] IntervalOutput P50,
    [property: Description("95th percentile.")] IntervalOutput P95,
    [property: Description("99th percentile.")] IntervalOutput P99,
    [property: Description("Maximum of all runs.")] double Max
)
{
    public static LatencyOutput? From(LatencySummary latency) =>
        latency.HasQuantiles
            ? new LatencyOutput(
                IntervalOutput.From(latency.P50),
                IntervalOutput.From(latency.P95),
                IntervalOutput.From(latency.P99),
                latency.MaxSeconds
            )
            : null;
}

/// <summary>Load that a number of instances can process.</summary>
[Description("Load that a number of instances can process.")]
internal sealed record CapacityOutput(
    [property: Description("'measured', 'estimated', 'at_least' (a lower bound) or 'unknown'.")] string Kind,
    [property: Description("Records per second; null if unknown.")] double? RecordsPerSecond,
    [property: Description("Half the width of the 95 % confidence interval; null if unknown.")] double? Margin,
    [property: Description("True if it is enough for the peak load; null if not decided.")] bool? IsEnough
);

/// <summary>Result of a threshold at a point.</summary>
[Description("Result of a threshold at a point.")]
internal sealed record ThresholdOutput(
    [property: Description("Name of the point.")] string Point,
    [property: Description("Name of the threshold.")] string Name,
    [property: Description("The limit with its unit.")] string Limit,
    [property: Description("The measured value with its interval and unit.")] string Measured,
    [property: Description("'pass', 'fail' or 'not decided'.")] string Outcome
)
{
    public static IReadOnlyList<ThresholdOutput> From(ExperimentVerdict verdict) =>
        [
            .. verdict.Thresholds.Select(result => new ThresholdOutput(
                result.Point,
                result.Name,
                result.Limit,
                result.Measured,
                result.Verdict
            )),
        ];
}
