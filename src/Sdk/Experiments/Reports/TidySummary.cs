namespace Scalewright.Experiments.Reports;

/// <summary>Writes the tidy table of the summary: one row per number of instances of a point, with a column for each
/// parameter that varies.</summary>
internal static class TidySummary
{
    private const string Head =
        "point,parallelism,samples,throughput,throughput_margin95,busy_ms,backpressured_ms,"
        + "latency_s,latency_p50_s,latency_p95_s,latency_p99_s,latency_max_s,capacity,capacity_margin95,capacity_kind";

    /// <summary>Joins the means with the quantiles and capacities of the verdict.</summary>
    public static ValueList<TidySummaryRow> Create(ExperimentData data) =>
        [
            .. data
                .Points.Zip(ExperimentVerdict.Create(data).Points)
                .SelectMany(pair =>
                    ExperimentSummary.Create(data with { Points = [pair.First] }).Select(row => Create(pair.First, pair.Second, row))
                ),
        ];

    public static void Write(ExperimentData data, ValueList<TidySummaryRow> rows, TextWriter writer)
    {
        ValueList<string> parameters = new PointLabels(data.Points).Paths;
        writer.WriteLine(string.Join(',', parameters.Select(TidyExport.Cell).Prepend(Head)));
        foreach (TidySummaryRow row in rows)
        {
            SummaryRow means = row.Means;
            writer.WriteLine(
                string.Join(
                    ',',
                    [
                        TidyExport.Cell(means.Point),
                        means.Parallelism.ToString(CultureInfo.InvariantCulture),
                        means.Samples.ToString(CultureInfo.InvariantCulture),
                        TidyExport.Finite(means.Throughput.Mean),
                        TidyExport.Finite(means.Throughput.MarginOfError),
                        TidyExport.Finite(means.BusyMs.Mean),
                        TidyExport.Finite(means.BackpressuredMs.Mean),
                        TidyExport.Finite(means.LatencySeconds.Mean),
                        .. row.Figures.Select(figure => TidyExport.Finite(figure.Value)),
                        row.CapacityKind,
                        .. parameters.Select(path => TidyExport.Cell(row.Point.Parameters.GetValueOrDefault(path, ""))),
                    ]
                )
            );
        }
    }

    private static TidySummaryRow Create(PointData point, PointResult result, SummaryRow row)
    {
        int index = result
            .Capacities.Index()
            .Where(entry => entry.Item.Parallelism == row.Parallelism)
            .Select(entry => entry.Index)
            .DefaultIfEmpty(-1)
            .First();
        CapacityEstimate? capacity = index >= 0 ? result.Capacities[index] : null;
        LatencySummary? latency = index >= 0 && index < result.LatencyByInstances.Count ? result.LatencyByInstances[index] : null;
        return new TidySummaryRow(point, row, latency, capacity is { Kind: CapacityKind.Unknown } ? null : capacity);
    }
}

/// <summary>Figures of a point at one number of instances, for an export.</summary>
/// <param name="Point">The point.</param>
/// <param name="Means">Means over the valid samples.</param>
/// <param name="Latency">Latencies while the operator kept up; null if no such sample is known.</param>
/// <param name="Capacity">Capacity; null if it is unknown.</param>
internal sealed record TidySummaryRow(PointData Point, SummaryRow Means, LatencySummary? Latency, CapacityEstimate? Capacity)
{
    /// <summary>Kind of the capacity, as in the JSON of the tool; empty if it is unknown.</summary>
    public string CapacityKind =>
        Capacity?.Kind switch
        {
            Reports.CapacityKind.Measured => "measured",
            Reports.CapacityKind.Estimated => "estimated",
            Reports.CapacityKind.AtLeast => "at_least",
            _ => "",
        };

    /// <summary>Quantiles of latencies in seconds, and the capacity; NaN where unknown.</summary>
    public IEnumerable<(string Name, double Value)> Figures =>
        [
            ("latency_p50_s", Latency?.P50.Mean ?? double.NaN),
            ("latency_p95_s", Latency?.P95.Mean ?? double.NaN),
            ("latency_p99_s", Latency?.P99.Mean ?? double.NaN),
            ("latency_max_s", Latency?.MaxSeconds ?? double.NaN),
            ("capacity", Capacity?.RecordsPerSecond ?? double.NaN),
            ("capacity_margin95", Capacity?.MarginOfError ?? double.NaN),
        ];
}
