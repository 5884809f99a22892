using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Latencies of the records that arrived while the operator kept up. Each statistic is over the runs, with one
/// quantile of all records of a run.</summary>
/// <param name="P50">Median in seconds.</param>
/// <param name="P95">95th percentile in seconds.</param>
/// <param name="P99">99th percentile in seconds.</param>
/// <param name="MaxSeconds">Maximum of all runs in seconds; NaN without records.</param>
internal sealed record LatencySummary(SampleStatistics P50, SampleStatistics P95, SampleStatistics P99, double MaxSeconds)
{
    /// <summary>Mean in seconds, also where quantiles were not recorded.</summary>
    public SampleStatistics Mean { get; init; }

    /// <summary>Indicates whether quantiles are known. Runs on machines record only the mean.</summary>
    public bool HasQuantiles => P50.Count > 0;

    /// <summary>Returns the headers of <see cref="GetCells"/>.</summary>
    /// <param name="hasQuantiles">False for the mean alone.</param>
    public static ValueList<string> GetColumns(bool hasQuantiles) => hasQuantiles ? ["p50", "p95", "p99", "max"] : ["mean latency"];

    /// <summary>Returns the latencies as texts with units, for example <c>5.7 ± 0.3 ms</c>.</summary>
    /// <param name="hasQuantiles">False for the mean alone.</param>
    public ValueList<string> GetCells(bool hasQuantiles) =>
        hasQuantiles ? [Format(P50), Format(P95), Format(P99), MeasurementFormatter.FormatDuration(MaxSeconds)] : [Format(Mean)];

    private static string Format(SampleStatistics latency) => MeasurementFormatter.FormatDuration(latency.Mean, latency.MarginOfError);

    /// <summary>Merges the records of the samples that keep up.</summary>
    /// <param name="runs">Samples of each run.</param>
    internal static LatencySummary Create(IEnumerable<IEnumerable<StatedSample>> runs)
    {
        StatedSample[][] used =
        [
            .. runs.Select(run => run.Where(sample => sample.IsUsedForLatency).ToArray()).Where(run => run.Length > 0),
        ];
        LatencyDistribution[] records =
        [
            .. used.Select(run => run.Select(sample => sample.Latency).OfType<LatencyDistribution>())
                .Select(LatencyDistribution.Merge)
                .Where(distribution => distribution.Count > 0),
        ];
        double[] means = [.. used.Select(GetMean).Where(double.IsFinite)];
        return new LatencySummary(
            Quantile(0.5),
            Quantile(0.95),
            Quantile(0.99),
            records.Select(distribution => distribution.MaxSeconds).DefaultIfEmpty(double.NaN).Max()
        )
        {
            Mean = SampleStatistics.FromValues(means),
        };

        SampleStatistics Quantile(double probability) =>
            SampleStatistics.FromValues([.. records.Select(distribution => distribution.GetQuantile(probability))]);
    }

    private static double GetMean(StatedSample[] samples)
    {
        StatedSample[] measured = [.. samples.Where(sample => double.IsFinite(sample.MeanLatency))];
        double records = measured.Sum(sample => sample.Throughput);
        return records > 0 ? measured.Sum(sample => sample.MeanLatency * sample.Throughput) / records : double.NaN;
    }
}
