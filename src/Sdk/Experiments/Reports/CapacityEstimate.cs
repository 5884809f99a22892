using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Load that an operator can process with a number of instances. It is never its throughput under a lower
/// load.</summary>
/// <param name="Parallelism">Number of instances.</param>
/// <param name="Kind">Origin of the value.</param>
/// <param name="RecordsPerSecond">Records per second that arrive in the topics; NaN if unknown.</param>
/// <param name="MarginOfError">Half-width of the 95 % confidence interval; 0 for a lower bound, NaN if unknown.</param>
internal sealed record CapacityEstimate(int Parallelism, CapacityKind Kind, double RecordsPerSecond, double MarginOfError)
{
    /// <summary>Operator that limits the job at this number of instances. Default empty: none.</summary>
    public string LimitedBy { get; init; } = "";

    /// <summary>Indicates that throughput with a backlog changed during the runs, so it is not a capacity.</summary>
    public bool IsNotStationary { get; init; }

    /// <summary>Sample standard deviation over runs; NaN if unknown.</summary>
    internal double StandardDeviation { get; init; } = double.NaN;

    /// <summary>Number of runs; 0 if unknown.</summary>
    internal int RunCount { get; init; }

    /// <summary>Returns the capacity, for example <c>5,613 ± 18</c>, <c>≈ 3,901 ± 35</c>, <c>≥ 2,241</c> or
    /// <c>–</c>.</summary>
    public override string ToString() =>
        Kind switch
        {
            CapacityKind.Measured => MeasurementFormatter.Rate(RecordsPerSecond, MarginOfError, ""),
            CapacityKind.Estimated => $"≈ {MeasurementFormatter.Rate(RecordsPerSecond, MarginOfError, "")}",
            CapacityKind.AtLeast => $"≥ {MeasurementFormatter.Rate(LowerBound, unit: "")}",
            _ => "–",
        };

    /// <summary>The value, rounded down to an integer from 10 on.</summary>
    internal double LowerBound => RecordsPerSecond >= 10 ? Math.Floor(RecordsPerSecond) : RecordsPerSecond;

    /// <summary>Returns whether the capacity is enough for a load; null if this is not decided.</summary>
    /// <param name="load">Records per second.</param>
    public bool? IsEnoughFor(double load)
    {
        if (RecordsPerSecond - MarginOfError >= load)
        {
            return true;
        }

        return IsTooLowFor(load) ? false : null;
    }

    /// <summary>Returns true if the capacity is certainly not enough for a load.</summary>
    internal bool IsTooLowFor(double load) => Kind >= CapacityKind.Estimated && RecordsPerSecond + MarginOfError < load;
}

/// <summary>Origin of a capacity.</summary>
internal enum CapacityKind
{
    /// <summary>No sample allows a conclusion.</summary>
    Unknown,

    /// <summary>Lower bound: the highest load with which the operator kept up.</summary>
    AtLeast,

    /// <summary>Estimated from throughput and busy time, by the utilization law.</summary>
    Estimated,

    /// <summary>Measured while records waited and no other operator was busier.</summary>
    Measured,
}

/// <summary>Capacities of all points of an experiment.</summary>
internal sealed record ExperimentCapacities(ValueList<ValueList<CapacityEstimate>> Points)
{
    // With a lower ratio, the instances of both operators are equally busy.
    private const double BusyDifference = 0.01;

    /// <summary>Least and greatest relative difference of estimates and measurements; null if nothing has both.
    /// </summary>
    public (double Min, double Max)? EstimateError { get; init; }

    /// <summary>Indicates that estimates are not used because they differ from measurements.</summary>
    public bool AreEstimatesRejected { get; init; }

    /// <summary>Computes the capacities.</summary>
    /// <param name="points">Samples of each completed run, by point.</param>
    public static ExperimentCapacities Create(ValueList<ValueList<ValueList<StatedSample>>> points, VerdictLimits limits)
    {
        Both[][] both = [.. points.Select(runs => GetBoth(runs, limits).ToArray())];
        double[] errors =
        [
            .. both.SelectMany(point => point)
                .Where(pair => double.IsFinite(pair.Measured.Mean) && double.IsFinite(pair.Estimated.Mean))
                .Select(pair => Math.Abs((pair.Estimated.Mean / pair.Measured.Mean) - 1)),
        ];
        bool isRejected = errors.Length > 0 && errors.Max() > limits.MaxEstimateError;
        return new ExperimentCapacities([
            .. both.Select(point => (ValueList<CapacityEstimate>)[.. point.Select(pair => pair.Select(isRejected))]),
        ])
        {
            EstimateError = errors.Length > 0 ? (errors.Min(), errors.Max()) : null,
            AreEstimatesRejected = isRejected,
        };
    }

    private static IEnumerable<Both> GetBoth(ValueList<ValueList<StatedSample>> runs, VerdictLimits limits)
    {
        foreach (
            int parallelism in runs.SelectMany(run => run).Select(sample => sample.Parallelism).Where(count => count > 0).Distinct().Order()
        )
        {
            StatedSample[][] settled =
            [
                .. runs.Select(run => run.Where(sample => sample.Parallelism == parallelism && sample.IsSettled).ToArray()),
            ];
            StatedSample[][] behind = Select(settled, sample => sample.State == SampleState.Behind);
            StatedSample[][] kept = Select(settled, sample => sample.State == SampleState.KeepingUp);
            string limitedBy = FindLimit(behind);
            StatedSample[][] full =
                limitedBy.Length > 0
                    ? []
                    : Select(behind, sample => sample.Busy >= limits.MinBusyMeasured && sample.OtherBusy < sample.Busy + BusyDifference);
            StatedSample[][] busy = Select(kept, sample => sample.Busy >= limits.MinBusyEstimated);
            SampleStatistics measured = GetStatistics(full, limits.MinSamplesMeasured, limits, samples =>
                samples.Average(sample => sample.Throughput)
            );
            SampleStatistics estimated = GetStatistics(busy, limits.MinSamplesEstimated, limits, samples =>
                samples.Sum(sample => sample.Throughput) / samples.Sum(sample => sample.Busy)
            );
            double[] loads = [.. kept.Where(run => run.Length > 0).Select(run => run.Max(sample => sample.Load))];
            yield return new Both(parallelism, measured, estimated, loads.Length > 0 ? loads.Min() : double.NaN)
            {
                LimitedBy = limitedBy,
                IsNotStationary = double.IsFinite(measured.Mean) && !IsStationary(full, measured, limits),
            };
        }
    }

    private static StatedSample[][] Select(StatedSample[][] runs, Func<StatedSample, bool> isUsed) =>
        [.. runs.Select(run => run.Where(isUsed).ToArray())];

    /// <summary>Returns the operator that is busier than the scaled one in most samples that are behind.</summary>
    private static string FindLimit(StatedSample[][] behind)
    {
        StatedSample[] all = [.. behind.SelectMany(run => run)];
        StatedSample[] limited = [.. all.Where(sample => sample.OtherBusy >= sample.Busy + BusyDifference)];
        return limited.Length > all.Length / 2
            ? limited.GroupBy(sample => sample.Other, StringComparer.Ordinal).MaxBy(group => group.Count())!.Key
            : "";
    }

    private static SampleStatistics GetStatistics(StatedSample[][] runs, int min, VerdictLimits limits, Func<StatedSample[], double> value)
    {
        StatedSample[][] used = [.. runs.Where(run => run.Length >= min)];
        if (used.Length >= 2)
        {
            return SampleStatistics.FromValues([.. used.Select(value)]);
        }

        return used is [var only] && runs.Length == 1 && only.Length >= limits.MinSamplesOfOneRun
            ? SampleStatistics.FromValues([value(only)]) with
            {
                BatchMargin = SampleInference.GetBatchMargin(only, value),
            }
            : SampleStatistics.FromValues([]);
    }

    private static bool IsStationary(StatedSample[][] runs, SampleStatistics measured, VerdictLimits limits)
    {
        double[] changes =
        [
            .. runs.Where(run => run.Length >= limits.MinSamplesMeasured)
                .Select(run => Mean(run[((run.Length + 1) / 2)..]) - Mean(run[..(run.Length / 2)])),
        ];
        double change = Math.Abs(SampleInference.GetMean(changes));
        return change <= measured.ReportedMargin || change <= limits.MinChange * measured.Mean;

        static double Mean(StatedSample[] samples) => samples.Average(sample => sample.Throughput);
    }

    private sealed record Both(int Parallelism, SampleStatistics Measured, SampleStatistics Estimated, double AtLeast)
    {
        public string LimitedBy { get; init; } = "";

        public bool IsNotStationary { get; init; }

        public CapacityEstimate Select(bool areEstimatesRejected)
        {
            CapacityEstimate estimate = new(Parallelism, CapacityKind.Unknown, double.NaN, double.NaN);
            if (double.IsFinite(Measured.Mean) && !IsNotStationary)
            {
                estimate = Create(CapacityKind.Measured, Measured);
            }
            else if (double.IsFinite(Estimated.Mean) && !areEstimatesRejected)
            {
                estimate = Create(CapacityKind.Estimated, Estimated);
            }
            else if (double.IsFinite(AtLeast))
            {
                estimate = new CapacityEstimate(Parallelism, CapacityKind.AtLeast, AtLeast, 0);
            }

            return estimate with
            {
                LimitedBy = LimitedBy,
                IsNotStationary = IsNotStationary,
            };
        }

        private CapacityEstimate Create(CapacityKind kind, SampleStatistics statistics) =>
            new(Parallelism, kind, statistics.Mean, statistics.ReportedMargin)
            {
                StandardDeviation = statistics.StandardDeviation,
                RunCount = statistics.Count,
            };
    }
}
