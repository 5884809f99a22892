using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Reports;

/// <summary>The run of a point whose course is drawn, and why it is this one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">How it was chosen, as a sentence.</param>
internal sealed record DrawnRun(RunHistory Run, string Reason)
{
    /// <summary>Chooses the run with the median throughput among those that completed; the first one when none did.</summary>
    /// <param name="data">What was measured.</param>
    /// <param name="point">One of its points, with at least one run.</param>
    public static DrawnRun Of(ExperimentData data, PointData point)
    {
        (RunHistory Run, double Mean)[] completed =
        [
            .. point.Completed.Select(run => (Run: run, Rows: Summary.RowsOf(data.For(point), run))).Where(entry => entry.Rows.Length > 0)
                .Select(entry => (entry.Run, entry.Rows.Average(row => row.Throughput))).OrderBy(entry => entry.Item2).ThenBy(entry => entry.Run.Number),
        ];
        return completed.Length switch
        {
            0 when point.Completed.FirstOrDefault() is { } first => new DrawnRun(first, "The first completed run is drawn; no sample of it counts."),
            0 => new DrawnRun(point.Runs[0], "The first run is drawn; none completed."),
            1 => new DrawnRun(completed[0].Run, "The only completed run is drawn."),
            _ => new DrawnRun(completed[(completed.Length - 1) / 2].Run, $"Of {CountText.Of(completed.Length, "completed run")} the one with the {(completed.Length % 2 == 0 ? "lower " : "")}median throughput is drawn."),
        };
    }
}
