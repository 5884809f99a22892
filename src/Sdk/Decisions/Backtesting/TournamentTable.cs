using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Scalewright.Decisions.Backtesting;

/// <summary>A tournament as tables for people, as CSV and as JSON: every figure with the half width of its 95 % confidence interval. The same report gives the same bytes.</summary>
public static class TournamentTable
{
    private static readonly string[] Elastic = ["theta_under", "theta_over", "tau_under", "tau_over", "jitter_per_hour", "instability_percent", "deviation", "elastic_speedup"];

    /// <summary>The standings, and how elastic each policy was, one table below the other.</summary>
    /// <param name="report">What came of the tournament.</param>
    public static string ToText(TournamentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return $"{report}\n{BacktestTable.Aligned([["policy", .. ElasticNames], .. ElasticityOf(report)], left: 1)}";
    }

    /// <summary>CSV with a heading: for each policy and each rival its place, its score, how far it is behind the first with that interval, then each figure and its margin.</summary>
    /// <param name="report">What came of the tournament.</param>
    public static string ToCsv(TournamentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new("policy,is_rival,is_efficient,runs,score,score_margin,behind,behind_low,behind_high");
        foreach (string name in BacktestFigures.Names)
        {
            text.Append(CultureInfo.InvariantCulture, $",{name},{name}_margin");
        }

        text.Append('\n');
        foreach (TournamentRow row in TournamentRow.Of(report))
        {
            Standing one = row.Standing;
            IEnumerable<double?> numbers =
                [one.Score.Mean, one.Score.Margin, one.Behind?.Mean, one.Behind?.Low, one.Behind?.High, .. row.Figures.SelectMany(figure => new double?[] { figure?.Mean, figure?.Margin })];
            string[] cells = [one.Name, row.IsRival ? "1" : "0", one.IsEfficient ? "1" : "0", row.Runs.ToString(CultureInfo.InvariantCulture), .. numbers.Select(number => BacktestTable.Cell(Finite(number), "R"))];
            text.AppendJoin(',', cells.Select(BacktestTable.Quoted)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A JSON array with an object for each policy and each rival; what is not known is null.</summary>
    /// <param name="report">What came of the tournament.</param>
    public static string ToJson(TournamentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartArray();
            foreach (TournamentRow row in TournamentRow.Of(report))
            {
                Write(row, writer);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>What the columns of <see cref="ElasticityOf"/> are called.</summary>
    internal static IEnumerable<string> ElasticNames => Elastic.Select(name => name.Replace("_percent", " %", StringComparison.Ordinal).Replace('_', ' '));

    /// <summary>How elastic each policy and each rival was.</summary>
    internal static IEnumerable<string[]> ElasticityOf(TournamentReport report) => TournamentRow.Of(report)
        .Select(row => (string[])[row.Standing.Name, .. Elastic.Select(name => row.Figures[BacktestFigures.Names.AsSpan().IndexOf(name)]?.ToString() ?? "")]);

    internal static string StandingsOf(TournamentReport report) => BacktestTable.Aligned(
        [
            ["", "policy", "score", "behind", "cost", "violations %", "reversals/day", "nodes", "busy %"],
            .. report.Standings.Concat(report.Rivals).Select(one => new[]
            {
                one.IsEfficient ? "*" : "", one.Name, one.Score.ToString(), one.Behind?.ToString() ?? "", one.Cost.ToString(), one.ViolationPercent.ToString(),
                one.ReversalsPerDay.ToString(), one.NodesMean.ToString(), one.UtilizationPercent.ToString(),
            }),
        ],
        left: 2);

    private static void Write(TournamentRow row, Utf8JsonWriter writer)
    {
        Standing one = row.Standing;
        writer.WriteStartObject();
        writer.WriteString("policy", one.Name);
        writer.WriteBoolean("is_rival", row.IsRival);
        writer.WriteBoolean("is_efficient", one.IsEfficient);
        writer.WriteNumber("runs", row.Runs);
        BacktestTable.WriteFigure("score", one.Score.Mean, writer);
        BacktestTable.WriteFigure("score_margin", one.Score.Margin, writer);
        BacktestTable.WriteFigure("behind", one.Behind?.Mean, writer);
        BacktestTable.WriteFigure("behind_low", one.Behind?.Low, writer);
        BacktestTable.WriteFigure("behind_high", one.Behind?.High, writer);
        for (int index = 0; index < row.Figures.Length; index++)
        {
            BacktestTable.WriteFigure(BacktestFigures.Names[index], row.Figures[index]?.Mean, writer);
            BacktestTable.WriteFigure($"{BacktestFigures.Names[index]}_margin", row.Figures[index]?.Margin, writer);
        }

        writer.WriteEndObject();
    }

    private static double? Finite(double? number) => number is { } known && double.IsFinite(known) ? known : null;
}
