namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Formats reports and their elasticity as text table, CSV or JSON. The baseline of the elastic speedup is the report
/// named <c>static mean</c> of the same load, which <see cref="Backtest.Compare"/> creates. Without it, the cell is
/// empty. CSV and JSON round figures to 12 digits. The same reports produce the same bytes.
/// </summary>
public static class BacktestTable
{
    /// <summary>Formats a text table with one line per report and right-aligned numbers.</summary>
    /// <param name="reports">The reports.</param>
    public static string ToText(IEnumerable<BacktestReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return Aligned([["policy", "trace", .. BacktestMetrics.Names], .. Rows(reports, "0.##")], left: 2);
    }

    /// <summary>Formats CSV with a header, quoted as in RFC 4180.</summary>
    /// <param name="reports">The reports.</param>
    public static string ToCsv(IEnumerable<BacktestReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        StringBuilder text = new();
        text.AppendJoin(',', ["policy", "trace", .. BacktestMetrics.Names]).Append('\n');
        foreach (string[] row in Rows(reports, "R"))
        {
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// Formats the steps of one report as CSV: time, load, nodes (needed, desired, ready, in flight), violation, queue.
    /// </summary>
    /// <param name="report">The report.</param>
    public static string StepsToCsv(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new("timestamp_s,load,needed,desired,ready,in_flight,violation,queue\n");
        for (int index = 0; index < report.Steps.Count; index++)
        {
            BacktestStep step = report.Steps[index];
            text.Append(
                CultureInfo.InvariantCulture,
                $"{index * report.Trace.Step.TotalSeconds},{report.Trace.Values[index]},{report.GetDemand(index)},"
                + $"{step.DesiredCount},{step.ReadyCount},{step.InFlightCount},{(step.IsViolation ? 1 : 0)},"
                + $"{BacktestMetrics.Round(step.Queue)}\n");
        }

        return text.ToString();
    }

    /// <summary>Formats a JSON array with the figures of each report.</summary>
    /// <param name="reports">The reports.</param>
    public static string ToJson(IEnumerable<BacktestReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartArray();
            foreach ((BacktestReport report, double?[] values) in BacktestMetrics.Measure([.. reports]))
            {
                Write(report, values, writer);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(BacktestReport report, double?[] values, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", report.Name);
        writer.WriteString("trace", report.Trace.Name);
        writer.WriteNumber("seed", report.Model.Seed);
        for (int index = 0; index < values.Length; index++)
        {
            WriteFigure(BacktestMetrics.Names[index], values[index], writer);
        }

        writer.WriteEndObject();
    }

    internal static IEnumerable<string[]> Rows(IEnumerable<BacktestReport> reports, string format) =>
        BacktestMetrics.Measure([.. reports])
            .Select(row => (string[])[row.Report.Name, row.Report.Trace.Name,
                .. row.Figures.Select(figure => Cell(figure, format))]);

    internal static string Cell(double? figure, string format) =>
        figure is { } number ? BacktestMetrics.Round(number).ToString(format, CultureInfo.InvariantCulture) : "";

    /// <summary>Aligns cells in columns: the first columns to the left, numbers to the right.</summary>
    internal static string Aligned(string[][] rows, int left)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            text.AppendJoin("  ", row.Select(
                (cell, column) => column < left ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))
                .Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// Writes a figure; null if it is unknown, infinite or NaN, because JSON supports neither infinity nor NaN.
    /// </summary>
    internal static void WriteFigure(string name, double? figure, Utf8JsonWriter writer)
    {
        if (figure is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, BacktestMetrics.Round(number));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    internal static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
