namespace Scalewright.Decisions.Backtesting;

/// <summary>A policy or a rival of a tournament with the estimate of each of its <see cref="BacktestFigures"/>; null where it is not known in any run.</summary>
internal sealed record TournamentRow(Standing Standing, bool IsRival, int Runs, Estimate?[] Figures)
{
    public static IEnumerable<TournamentRow> Of(TournamentReport report)
    {
        ILookup<string, double?[]> figures = BacktestFigures.Of([.. report.Reports, .. report.RivalReports]).ToLookup(row => row.Report.Name, row => row.Figures, StringComparer.Ordinal);
        return report.Standings.Select(one => Of(one, isRival: false, [.. figures[one.Name]]))
            .Concat(report.Rivals.Select(one => Of(one, isRival: true, [.. figures[one.Name]])));
    }

    private static TournamentRow Of(Standing standing, bool isRival, double?[][] runs) =>
        new(standing, isRival, runs.Length, [.. BacktestFigures.Names.Select((_, index) => Estimated([.. runs.Select(run => run[index]).OfType<double>()]))]);

    private static Estimate? Estimated(double[] known) => known.Length == 0 ? null : Estimate.Of(known);
}
