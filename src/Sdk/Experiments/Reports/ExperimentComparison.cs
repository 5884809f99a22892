namespace Scalewright.Experiments.Reports;

/// <summary>Compares two points, of one experiment or of two.</summary>
public static class ExperimentComparison
{
    private static readonly (string Name, Func<RunSample, double> Value, Func<RunSample, double>? Weight)[] Measures =
    [
        ("throughput", row => row.Throughput, null),
        ("latency", row => row.LatencySeconds, row => row.Throughput),
        ("lag", row => row.Lag, null),
        ("busy", row => row.BusyMs, null),
        ("parallelism", row => row.Parallelism, null),
    ];

    /// <summary>Compares the runs of two points, measure by measure.</summary>
    /// <param name="before">The first experiment.</param>
    /// <param name="first">Its point.</param>
    /// <param name="after">The second experiment.</param>
    /// <param name="second">Its point.</param>
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
    public static ValueList<MeasureDifference> Compare(
        ExperimentData before, PointData first, ExperimentData after, PointData second) =>
        [
            .. Measures.Select(measure => new MeasureDifference(
                measure.Name,
                GetStatistics(before, first, measure.Value, measure.Weight),
                GetStatistics(after, second, measure.Value, measure.Weight))),
        ];

    private static SampleStatistics GetStatistics(ExperimentData data, PointData point, Func<RunSample, double> value,
        Func<RunSample, double>? weight) =>
        SampleStatistics.FromValues(ExperimentSummary.GetRunMeans(data, point, value, weight).AsSpan());
}
