namespace Scalewright.Decisions.Backtesting;

/// <summary>A tournament as tables for people, as CSV and as JSON: every figure with the half width of its 95 % confidence interval
/// (<see cref="Estimate"/>). A figure that is not known for all loads, as the elastic speedup, says for how many it is: means over different loads compare nothing. The same report gives the same bytes.</summary>
public static class TournamentTable
{
    // Of a load of more than one step, the last of the figures is the only one that may not be known.
    private static readonly string KnownName = $"{BacktestFigures.Names[^1]}_known";

    private static readonly string[] Elastic = ["theta_under", "theta_over", "tau_under", "tau_over", "jitter_per_hour", "instability_percent", "deviation", "elastic_speedup"];

    /// <summary>The standings, and how elastic each policy was, one table below the other.</summary>
    /// <param name="report">What came of the tournament.</param>
    public static string ToText(TournamentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return $"{report}\n{BacktestTable.Aligned([["policy", .. ElasticNames], .. ElasticityOf(report)], left: 1)}";
    }

    /// <summary>CSV with a heading: for each policy and each rival its place, its score, how far it is behind the first with that interval, then each figure and its margin.
    /// <c>samples</c> is the number of loads, or with one load of seeds; <c>elastic_speedup_known</c> for how many of these that one is known.</summary>
    /// <param name="report">What came of the tournament.</param>
    public static string ToCsv(TournamentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new("policy,is_rival,is_efficient,runs,samples,score,score_margin,behind,behind_low,behind_high");
        foreach (string name in BacktestFigures.Names)
        {
            text.Append(CultureInfo.InvariantCulture, $",{name},{name}_margin");
        }

        text.Append(CultureInfo.InvariantCulture, $",{KnownName}");

        text.Append('\n');
        foreach (TournamentRow row in TournamentRow.Of(report))
        {
            Standing one = row.Standing;
            IEnumerable<double?> numbers =
                [one.Score.Mean, one.Score.Margin, one.Behind?.Mean, one.Behind?.Low, one.Behind?.High, .. row.Figures.SelectMany(figure => new double?[] { figure.Value?.Mean, figure.Value?.Margin })];
            string[] cells = [one.Name, row.IsRival ? "1" : "0", one.IsEfficient ? "1" : "0", Text(row.Runs), Text(row.Figures[0].Samples), .. numbers.Select(number => BacktestTable.Cell(Finite(number), "R")), Text(row.Figures[^1].Known)];
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
        .Select(row => (string[])[row.Standing.Name, .. Elastic.Select(name => row.Figures[BacktestFigures.Names.AsSpan().IndexOf(name)].ToString())]);

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
        writer.WriteNumber("samples", row.Figures[0].Samples);
        BacktestTable.WriteFigure("score", one.Score.Mean, writer);
        BacktestTable.WriteFigure("score_margin", one.Score.Margin, writer);
        BacktestTable.WriteFigure("behind", one.Behind?.Mean, writer);
        BacktestTable.WriteFigure("behind_low", one.Behind?.Low, writer);
        BacktestTable.WriteFigure("behind_high", one.Behind?.High, writer);
        for (int index = 0; index < row.Figures.Length; index++)
        {
            BacktestTable.WriteFigure(BacktestFigures.Names[index], row.Figures[index].Value?.Mean, writer);
            BacktestTable.WriteFigure($"{BacktestFigures.Names[index]}_margin", row.Figures[index].Value?.Margin, writer);
        }

        writer.WriteNumber(KnownName, row.Figures[^1].Known);
        writer.WriteEndObject();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double? Finite(double? number) => number is { } known && double.IsFinite(known) ? known : null;
}

/// <summary>A policy or a rival of a tournament with the estimate of each of its <see cref="BacktestFigures"/>.</summary>
internal sealed record TournamentRow(Standing Standing, bool IsRival, int Runs, FigureEstimate[] Figures)
{
    public static IEnumerable<TournamentRow> Of(TournamentReport report)
    {
        ILookup<string, double?[]> figures = BacktestFigures.Of([.. report.Reports, .. report.RivalReports]).ToLookup(row => row.Report.Name, row => row.Figures, StringComparer.Ordinal);
        return report.Standings.Select(one => Of(one, isRival: false, [.. figures[one.Name]], report.Seeds))
            .Concat(report.Rivals.Select(one => Of(one, isRival: true, [.. figures[one.Name]], report.Seeds)));
    }

    private static TournamentRow Of(Standing standing, bool isRival, double?[][] runs, int seeds) =>
        new(standing, isRival, runs.Length, [.. BacktestFigures.Names.Select((_, index) => FigureEstimate.Of([.. runs.Select(run => run[index])], seeds))]);
}

/// <summary>The estimate of a figure of a policy in a tournament, and for how much of the sample the figure is known at all.</summary>
/// <param name="Value">The estimate over those for which it is known; null when there is none.</param>
/// <param name="Known">For how many loads it is known in all their runs; with a single load, for how many seeds.</param>
/// <param name="Samples">How many loads there are; with a single load, how many seeds.</param>
/// <param name="Noun">What these are.</param>
internal sealed record FigureEstimate(Estimate? Value, int Known, int Samples, string Noun)
{
    /// <summary>Of runs by load, then seed.</summary>
    public static FigureEstimate Of(double?[] runs, int seeds)
    {
        double?[][] samples = [.. runs.Chunk(Math.Max(1, runs.Length > seeds ? seeds : 1))];
        double[] known = [.. samples.Where(sample => sample.All(figure => figure is not null)).Select(sample => Estimate.MeanOf([.. sample.OfType<double>()]))];
        return new(known.Length == 0 ? null : Estimate.Of(known), known.Length, samples.Length, runs.Length > seeds ? "load" : "seed");
    }

    /// <summary><c>12.3 ± 0.4</c>, and <c>22.6 (1 of 9 loads)</c> where it is not known for all; empty where it is not known at all.</summary>
    public override string ToString() => Value is not { } value ? "" : Known == Samples ? value.ToString() : $"{value} ({Known} of {CountText.Of(Samples, Noun)})";
}
