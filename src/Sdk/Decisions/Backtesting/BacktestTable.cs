using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reports side by side, as a table for people, as CSV and as JSON. The same reports give the same bytes.</summary>
public static class BacktestTable
{
    private static readonly (string Name, Func<BacktestReport, double> Value)[] Columns =
    [
        ("cost", report => report.Cost),
        ("node_hours", report => report.NodeHours),
        ("nodes_mean", report => report.NodesMean),
        ("nodes_peak", report => report.NodesPeak),
        ("violation_percent", report => report.ViolationPercent),
        ("lost_percent", report => report.LostPercent),
        ("utilization_percent", report => report.UtilizationPercent),
        ("changes", report => report.ChangeCount),
        ("reversals_per_day", report => report.ReversalsPerDay),
        ("failures", report => report.FailureCount),
        ("deviation", report => report.MeasureElasticity().Deviation),
    ];

    /// <summary>What the figures are called.</summary>
    internal static IEnumerable<string> Names => Columns.Select(column => column.Name);

    /// <summary>A table for people: a line for each report, numbers to the right.</summary>
    /// <param name="reports">The reports.</param>
    public static string ToText(IEnumerable<BacktestReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        string[][] rows = [["policy", "trace", .. Columns.Select(column => column.Name)], .. reports.Select(report => Cells(report, "0.##"))];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            text.AppendJoin("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>CSV with a heading; texts in quotes where RFC 4180 wants them.</summary>
    /// <param name="reports">The reports.</param>
    public static string ToCsv(IEnumerable<BacktestReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        StringBuilder text = new();
        text.AppendJoin(',', ["policy", "trace", .. Columns.Select(column => column.Name)]).Append('\n');
        foreach (BacktestReport report in reports)
        {
            text.AppendJoin(',', Cells(report, "R").Select(Quoted)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The steps of one report as CSV: time, load, need, and what was.</summary>
    /// <param name="report">The report.</param>
    public static string StepsToCsv(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new("timestamp_s,load,needed,wanted,ready,in_flight,violation,queue\n");
        for (int index = 0; index < report.Steps.Count; index++)
        {
            BacktestStep step = report.Steps[index];
            text.Append(
                CultureInfo.InvariantCulture,
                $"{index * report.Trace.Step.TotalSeconds},{report.Trace.Values[index]},{report.DemandAt(index)},{step.Wanted},{step.Ready},{step.InFlight},{(step.IsViolation ? 1 : 0)},{step.Queue}\n");
        }

        return text.ToString();
    }

    /// <summary>A JSON array of the figures of each report.</summary>
    /// <param name="reports">The reports.</param>
    public static string ToJson(IEnumerable<BacktestReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartArray();
            foreach (BacktestReport report in reports)
            {
                Write(report, writer);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(BacktestReport report, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", report.Name);
        writer.WriteString("trace", report.Trace.Name);
        writer.WriteNumber("seed", report.Model.Seed);
        foreach ((string name, Func<BacktestReport, double> value) in Columns)
        {
            writer.WriteNumber(name, value(report));
        }

        writer.WriteEndObject();
    }

    internal static string[] Cells(BacktestReport report, string format) =>
        [report.Name, report.Trace.Name, .. Columns.Select(column => column.Value(report).ToString(format, CultureInfo.InvariantCulture))];

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
