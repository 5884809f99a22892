namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Formats reports and their elasticity as text table or CSV. The baseline of the elastic speedup is the report
/// named <c>static mean</c> of the same load, which <see cref="Backtest.Compare"/> creates. Without it, the cell is
/// empty. CSV rounds figures to 12 digits. The same reports produce the same bytes.
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

    internal static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
