using Scalewright.Charts;

namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Formats reports and their elasticity as text table or CSV. The baseline of the elastic speedup is the report
/// named <c>static mean</c> of the same load, which <see cref="Backtest.Compare"/> creates. Without it, the cell is
/// empty. CSV rounds figures to 12 digits. The same reports produce the same bytes.
/// </summary>
public static class BacktestTable
{
    private const int MaxWidth = 100;

    private static readonly string[] Columns =
    [
        "policy",
        "cost",
        "saving",
        "violations",
        "at start",
        "nodes",
        "peak",
        "busy",
        "changes/day",
    ];

    /// <summary>
    /// Formats a text table of at most 100 columns with the figures that matter most: policies by cost, then the
    /// baselines. Several loads have a table each. <c>saving</c> is relative to the saving of <c>clairvoyant</c> over
    /// <c>static peak</c> and <c>–</c> without both of them. <c>at start</c> is the time in violation before enough
    /// nodes were ready for the first time; <c>violations</c> is that after it.
    /// </summary>
    /// <param name="reports">The reports.</param>
    /// <param name="all">True for one line per report with all figures, as in CSV. Default false.</param>
    public static string ToText(IEnumerable<BacktestReport> reports, bool all = false)
    {
        ArgumentNullException.ThrowIfNull(reports);
        if (all)
        {
            return Aligned(
                [
                    ["policy", "trace", .. BacktestMetrics.Names],
                    .. Rows(reports, "0.##"),
                ],
                leftAlignedCount: 2
            );
        }

        IGrouping<LoadTrace, BacktestReport>[] loads = [.. reports.GroupBy(report => report.Trace, LoadTraceComparer.Comparer)];
        return loads.Length == 1
            ? FormatLoad(loads[0])
            : string.Join('\n', loads.Select(load => $"{Limit(load.Key.Name, MaxWidth - 1)}:\n{FormatLoad(load)}"));
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
        BacktestMetrics
            .Measure([.. reports])
            .Select(row => (string[])[row.Report.Name, row.Report.Trace.Name, .. row.Figures.Select(figure => Cell(figure, format))]);

    internal static string Cell(double? figure, string format) =>
        figure is { } number ? BacktestMetrics.Round(number).ToString(format, CultureInfo.InvariantCulture) : "";

    /// <summary>Aligns cells in columns: the first columns to the left, numbers to the right.</summary>
    internal static string Aligned(string[][] rows, int leftAlignedCount)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            text.AppendJoin(
                    "  ",
                    row.Select((cell, column) => column < leftAlignedCount ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))
                )
                .Append('\n');
        }

        return text.ToString();
    }

    private static string FormatLoad(IEnumerable<BacktestReport> load)
    {
        string[][] rows = [Columns, .. BacktestSummary.Create(load).Select(Format)];
        int otherColumnsWidth = Enumerable.Range(1, Columns.Length - 1).Sum(column => 2 + rows.Max(row => row[column].Length));
        return Aligned([.. rows.Select(row => (string[])[Limit(row[0], MaxWidth - otherColumnsWidth), .. row[1..]])], leftAlignedCount: 1);
    }

    internal static string[] Format(BacktestSummary row)
    {
        string saving = row.Saving is { } ratio ? MeasurementFormatter.Ratio(ratio) : "–";
        return
        [
            row.Report.Name,
            BacktestSummary.FormatCost(row.Report.Cost),
            saving,
            BacktestSummary.Format(row.Violations),
            row.IsBaseline ? "–" : BacktestSummary.Format(row.StartViolations),
            row.Report.MeanNodes.ToString("N1", CultureInfo.InvariantCulture),
            row.Report.PeakNodes.ToString("N0", CultureInfo.InvariantCulture),
            MeasurementFormatter.Ratio(row.Report.UtilizationPercent / 100),
            BacktestSummary.FormatNumber(row.ChangesPerDay),
        ];
    }

    private static string Limit(string text, int length) => text.Length > length ? $"{text[..Math.Max(0, length - 1)]}…" : text;

    internal static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
