namespace Scalewright.Experiments.Reports;

/// <summary>Compares two points, of one experiment or of two, by the measures of the verdict.</summary>
public static class ExperimentComparison
{
    internal const string PerSecond = "records/s";
    private const string Seconds = "s";

    /// <summary>Compares the runs of two points, measure by measure: the capacity with each number of instances, the
    /// latencies, the catch-up time after the worst interruption, and the time behind. Only the capacity if the points
    /// had different loads. Throughput is not compared.</summary>
    /// <param name="before">The first experiment.</param>
    /// <param name="first">Its point.</param>
    /// <param name="after">The second experiment.</param>
    /// <param name="second">Its point.</param>
    /// <returns>The measures that both points have.</returns>
    /// <example>
    /// Compares the runs of two experiments, and shows the significant differences:
    /// <code>
    /// ExperimentData before = ExperimentFolder.Open("experiments-data/orders-001").ReadData();
    /// ExperimentData after = ExperimentFolder.Open("experiments-data/orders-002").ReadData();
    /// foreach (MeasureDifference difference in ExperimentComparison.Compare(before, before.Points[0], after,
    /// after.Points[0]))
    ///     if (difference.IsSignificant)
    ///         Console.WriteLine(difference);
    /// </code>
    /// </example>
    public static ValueList<MeasureDifference> Compare(ExperimentData before, PointData first, ExperimentData after, PointData second)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Compare((before, first, GetResult(before, first)), (after, second, GetResult(after, second)));
    }

    /// <summary>Compares points whose results are known.</summary>
    internal static ValueList<MeasureDifference> Compare(
        (ExperimentData Data, PointData Point, PointResult Result) before,
        (ExperimentData Data, PointData Point, PointResult Result) after
    )
    {
        bool haveSameLoad = SampleStates.HaveSameLoad([GetSamples(before.Data, before.Point), GetSamples(after.Data, after.Point)]);
        return
        [
            .. GetCapacities(before.Result, after.Result)
                .Concat(haveSameLoad ? GetTimes(before.Result, after.Result) : [])
                .Where(difference => !double.IsNaN(difference.Change)),
        ];
    }

    private static IEnumerable<MeasureDifference> GetCapacities(PointResult before, PointResult after) =>
        from first in before.Capacities
        let second = after.Find(first.Parallelism)
        where first.Kind >= CapacityKind.Estimated && second is { Kind: >= CapacityKind.Estimated }
        select new MeasureDifference(
            $"capacity with {Pluralizer.Format(first.Parallelism, "instance")}",
            GetStatistics(first),
            GetStatistics(second)
        )
        {
            Unit = PerSecond,
        };

    private static IEnumerable<MeasureDifference> GetTimes(PointResult before, PointResult after)
    {
        (LatencySummary first, LatencySummary second) = (before.Latency, after.Latency);
        (string Name, SampleStatistics Before, SampleStatistics After)[] latencies =
            first.HasQuantiles && second.HasQuantiles
                ? [("p50", first.P50, second.P50), ("p95", first.P95, second.P95), ("p99", first.P99, second.P99)]
                : [("mean latency", first.Mean, second.Mean)];
        (string Name, SampleStatistics Before, SampleStatistics After)[] catchUp =
            before.Interruptions.Count + after.Interruptions.Count > 0 ? [("catch-up", before.WorstCatchUp, after.WorstCatchUp)] : [];
        (string Name, SampleStatistics Before, SampleStatistics After)[] all =
        [
            .. latencies,
            .. catchUp,
            ("behind", before.BehindSeconds, after.BehindSeconds),
        ];
        return all.Select(measure => new MeasureDifference(measure.Name, measure.Before, measure.After) { Unit = Seconds });
    }

    private static SampleStatistics GetStatistics(CapacityEstimate capacity) =>
        new(capacity.RunCount, capacity.RecordsPerSecond, capacity.StandardDeviation);

    private static PointResult GetResult(ExperimentData data, PointData point)
    {
        int index = data.Points.AsSpan().IndexOf(point);
        return index >= 0
            ? ExperimentVerdict.Create(data).Points[index]
            : ExperimentVerdict.Create(data with { Points = [point] }).Points[0];
    }

    private static ValueList<ValueList<StatedSample>> GetSamples(ExperimentData data, PointData point) =>
        [.. point.Completed.Select(run => SampleStates.Get(data, point, run))];
}
