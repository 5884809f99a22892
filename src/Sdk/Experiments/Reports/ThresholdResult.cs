using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Result of a threshold at a point.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Name">Key of the threshold, for example <c>latency_p99</c>.</param>
/// <param name="Limit">The limit, for example <c>≤ 10 ms</c>.</param>
/// <param name="Measured">The measured value with its interval; <c>–</c> if unknown.</param>
/// <param name="Outcome">Outcome.</param>
internal sealed record ThresholdResult(string Point, string Name, string Limit, string Measured, ThresholdOutcome Outcome)
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
            CheckMaximum(point, "latency_p50", thresholds.LatencyP50, point.Latency.P50),
            CheckMaximum(point, "latency_p95", thresholds.LatencyP95, point.Latency.P95),
            CheckMaximum(point, "latency_p99", thresholds.LatencyP99, point.Latency.P99),
            CheckMaximum(point, "latency_max", thresholds.MaxLatency, Single(point.Latency.MaxSeconds)),
            CheckCapacity(point, thresholds.Capacity),
            CheckMaximum(point, "catch_up", thresholds.CatchUp, point.WorstCatchUp),
            CheckMaximum(point, "behind", thresholds.Behind, point.BehindSeconds),
            CheckKeptUp(point, thresholds.KeptUp),
        ];
        return all.OfType<ThresholdResult>();
    }

    private static ThresholdResult? CheckMaximum(PointResult point, string name, TimeSpan? limit, SampleStatistics measured)
    {
        if (limit is not { } max)
        {
            return null;
        }

        string text = double.IsPositiveInfinity(measured.Mean)
            ? "not before the end"
            : MeasurementFormatter.FormatDuration(measured.Mean, measured.MarginOfError);
        return new ThresholdResult(
            Point: point.Point,
            Name: name,
            Limit: $"≤ {MeasurementFormatter.FormatDuration(max.TotalSeconds)}",
            Measured: text,
            Decide(max.TotalSeconds - measured.Mean, measured)
        )
        {
            Excess = measured.Mean - max.TotalSeconds,
        };
    }

    private static ThresholdResult? CheckCapacity(PointResult point, CapacityThreshold? limit)
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
            Point: point.Point,
            Name: $"capacity with {Pluralizer.Format(limit.Instances, "instance")}",
            Limit: $"≥ {MeasurementFormatter.Rate(limit.Min)}",
            Measured: found?.ToString() ?? "–",
            outcome
        )
        {
            Excess = limit.Min - (found?.RecordsPerSecond ?? double.NaN),
        };
    }

    private static ThresholdResult? CheckKeptUp(PointResult point, double? limit) =>
        limit is not { } min
            ? null
            : new ThresholdResult(
                Point: point.Point,
                Name: "kept_up",
                Limit: $"≥ {MeasurementFormatter.Ratio(min)}",
                Measured: MeasurementFormatter.Ratio(point.KeptUpRatio.Mean),
                Decide(point.KeptUpRatio.Mean - min, point.KeptUpRatio)
            )
            {
                Excess = min - point.KeptUpRatio.Mean,
            };

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
internal enum ThresholdOutcome
{
    /// <summary>The interval contains the limit, or nothing was measured.</summary>
    NotDecided,

    /// <summary>The whole interval is within the limit.</summary>
    Pass,

    /// <summary>The whole interval is outside of the limit.</summary>
    Fail,
}
