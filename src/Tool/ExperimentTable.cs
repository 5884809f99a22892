using System.Globalization;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;

namespace Scalewright.Tool;

/// <summary>The figures of an experiment as text: a line for each point and parallelism, with half the width of the interval of 95 %.</summary>
internal static class ExperimentTable
{
    public static string Write(ExperimentData data)
    {
        string[][] rows =
        [
            ["point", data.Task.Length > 0 ? data.Task : "tasks", "samples", "records/s", "busy ms/s", "latency s"],
            .. Summary.Of(data).Select(row => new[]
            {
                row.Point,
                row.Parallelism.ToString(CultureInfo.InvariantCulture),
                row.Samples.ToString(CultureInfo.InvariantCulture),
                Show(row.Throughput, "0"),
                Show(row.BusyMs, "0"),
                Show(row.LatencySeconds, "0.000"),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n"));
    }

    private static string Show(Figures figures, string format) =>
        $"{figures.Mean.ToString(format, CultureInfo.InvariantCulture)} ± {figures.Margin.ToString(format, CultureInfo.InvariantCulture)}";
}
