using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Result of a threshold at a point.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Name">Key of the threshold, for example <c>latency_p99</c>.</param>
/// <param name="Limit">The limit, for example <c>≤ 10 ms</c>.</param>
/// <param name="Measured">The measured value with its interval; <c>–</c> if unknown.</param>
/// <param name="Outcome">Outcome.</param>
public sealed record ThresholdResult(string Point, string Name, string Limit, string Measured, ThresholdOutcome Outcome)
{
    /// <summary>Outcome as a word: <c>pass</c>, <c>fail</c> or <c>not decided</c>.</summary>
    public string Verdict =>
        Outcome switch
        {
            ThresholdOutcome.Pass => "pass",
            ThresholdOutcome.Fail => "fail",
            _ => "not decided",
        };

    /// <summary>Amount by which the mean is outside of the limit; negative within it, NaN if unknown.</summary>
    internal double Excess { get; init; } = double.NaN;

    /// <summary>Returns the results of a point, in the order of <see cref="ExperimentThresholds"/>.</summary>
    internal static IEnumerable<ThresholdResult> Create(ExperimentThresholds thresholds, PointResult point)
    {
        ThresholdResult?[] all =
        [
            AtMost("latency_p50", thresholds.LatencyP50, point.Latency.P50),
            AtMost("latency_p95", thresholds.LatencyP95, point.Latency.P95),
            AtMost("latency_p99", thresholds.LatencyP99, point.Latency.P99),
            AtMost("latency_max", thresholds.MaxLatency, Single(point.Latency.MaxSeconds)),
            OfCapacity(thresholds.Capacity),
            AtMost("catch_up", thresholds.CatchUp, point.WorstCatchUp),
            AtMost("behind", thresholds.Behind, point.BehindSeconds),
            OfKeptUp(thresholds.KeptUp),
        ];
        return all.OfType<ThresholdResult>();

        ThresholdResult? AtMost(string name, TimeSpan? limit, SampleStatistics measured)
        {
            if (limit is not { } max)
            {
                return null;
            }

            string text = double.IsPositiveInfinity(measured.Mean)
                ? "not before the end"
                : MeasurementFormatter.FormatDuration(measured.Mean, measured.MarginOfError);
            return new ThresholdResult(
                point.Point,
                name,
                $"≤ {MeasurementFormatter.FormatDuration(max.TotalSeconds)}",
                text,
                Decide(max.TotalSeconds - measured.Mean, measured)
            )
            {
                Excess = measured.Mean - max.TotalSeconds,
            };
        }

        ThresholdResult? OfCapacity(CapacityThreshold? limit)
        {
            if (limit is null)
            {
                return null;
            }

            CapacityEstimate? found = point.Find(limit.Instances);
            ThresholdOutcome outcome = found?.IsEnoughFor(limit.Min) switch
            {
                true => ThresholdOutcome.Pass,
                false => ThresholdOutcome.Fail,
                null => ThresholdOutcome.NotDecided,
            };
            return new ThresholdResult(
                point.Point,
                $"capacity with {Pluralizer.Format(limit.Instances, "instance")}",
                $"≥ {MeasurementFormatter.Rate(limit.Min)}",
                found?.ToString() ?? "–",
                outcome
            )
            {
                Excess = limit.Min - (found?.RecordsPerSecond ?? double.NaN),
            };
        }

        ThresholdResult? OfKeptUp(double? limit) =>
            limit is not { } min
                ? null
                : new ThresholdResult(
                    point.Point,
                    "kept_up",
                    $"≥ {MeasurementFormatter.Ratio(min)}",
                    MeasurementFormatter.Ratio(point.KeptUpRatio.Mean),
                    Decide(point.KeptUpRatio.Mean - min, point.KeptUpRatio)
                )
                {
                    Excess = min - point.KeptUpRatio.Mean,
                };
    }

    /// <summary>Decides by the distance to the limit. A single run has no interval and decides alone.</summary>
    private static ThresholdOutcome Decide(double distance, SampleStatistics measured)
    {
        double margin = double.IsFinite(measured.MarginOfError) ? measured.MarginOfError : 0;
        if (distance >= margin)
        {
            return ThresholdOutcome.Pass;
        }

        return distance < -margin ? ThresholdOutcome.Fail : ThresholdOutcome.NotDecided;
    }

    private static SampleStatistics Single(double value) =>
        double.IsFinite(value) ? SampleStatistics.FromValues([value]) : SampleStatistics.FromValues([]);
}

/// <summary>Outcome of a threshold.</summary>
public enum ThresholdOutcome
{
    /// <summary>The interval contains the limit, or nothing was measured.</summary>
    NotDecided,

    /// <summary>The whole interval is within the limit.</summary>
    Pass,

    /// <summary>The whole interval is outside of the limit.</summary>
    Fail,
}
