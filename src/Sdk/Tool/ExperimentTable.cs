using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;

namespace Scalewright.Tool;

/// <summary>Metrics of an experiment as text.</summary>
/// <remarks>One line per point and parallelism, then the headline of the report page, which names the
/// interval.</remarks>
internal static class ExperimentTable
{
    public static string Write(ExperimentData data)
    {
        string[][] rows =
        [
            ["point", data.Task.Length > 0 ? data.Task : "tasks", "runs", "samples", "records/s", "busy ms/s",
                "latency s"],
            .. ExperimentSummary.Create(data).Select(row => new[]
            {
                row.Point,
                row.Parallelism.ToString(CultureInfo.InvariantCulture),
                row.Throughput.Count.ToString(CultureInfo.InvariantCulture),
                row.Samples.ToString(CultureInfo.InvariantCulture),
                row.Throughput.ToString(),
                row.BusyMs.ToString(),
                row.LatencySeconds.ToString(),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Concat(rows.Select(
            row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n"))
            + ExperimentHeadline.Create(data) + "\n";
    }

    /// <summary>Returns a problem if there are no metrics; else null.</summary>
    public static Problem? IsEmpty(ExperimentData data)
    {
        RunHistory[] runs = [.. data.Points.SelectMany(point => point.Runs)];
        long expected = (long)data.Runs * data.Points.Count;
        int failed = runs.Count(run => run.Outcome == RunOutcome.Failed);
        int completed = runs.Count(run => run.Outcome == RunOutcome.Completed);
        string unused = completed > 0 ? ", and no sample of them counts" : "";
        return ExperimentSummary.Create(data).Count > 0 ? null : new Problem(
            ProblemCode.UnreadableFile,
            $"there is no result in it: of {Pluralizer.Format(expected, "run")} {completed} completed, "
            + $"{failed} failed, "
            + $"{expected - completed - failed} did not end"
                + unused,
            "let its runs end, or run the definition again");
    }
}
