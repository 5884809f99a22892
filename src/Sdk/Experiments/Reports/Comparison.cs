using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Reports;

/// <summary>Compares two points, of one experiment or of two.</summary>
public static class Comparison
{
    private static readonly (string Name, Func<RunRow, double> Value)[] Measures =
    [
        ("throughput", row => row.Throughput),
        ("latency", row => row.LatencySeconds),
        ("lag", row => row.Lag),
        ("busy", row => row.BusyMs),
        ("parallelism", row => row.Parallelism),
    ];

    /// <summary>Compares the runs of two points, measure by measure.</summary>
    /// <param name="before">The first experiment.</param>
    /// <param name="first">Its point.</param>
    /// <param name="after">The second experiment.</param>
    /// <param name="second">Its point.</param>
    /// <example>
    /// Compares the runs of two experiments, and shows the significant differences:
    /// <code>
    /// ExperimentData before = ExperimentFolder.Open("experiments-data/orders-001").Read();
    /// ExperimentData after = ExperimentFolder.Open("experiments-data/orders-002").Read();
    /// foreach (Difference difference in Comparison.Of(before, before.Points[0], after, after.Points[0]))
    ///     if (difference.IsSignificant)
    ///         Console.WriteLine(difference);
    /// </code>
    /// </example>
    public static ValueList<Difference> Of(ExperimentData before, PointData first, ExperimentData after, PointData second) =>
    [
        .. Measures.Select(measure => new Difference(
            measure.Name,
            Figures.Of(Summary.RunMeans(before, first, measure.Value).AsSpan()),
            Figures.Of(Summary.RunMeans(after, second, measure.Value).AsSpan()))),
    ];
}
