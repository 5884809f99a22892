namespace Scalewright.Decisions.Backtesting;

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
