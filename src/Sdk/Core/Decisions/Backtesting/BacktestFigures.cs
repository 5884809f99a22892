namespace Scalewright.Decisions.Backtesting;

/// <summary>The figures of a back-test in the order in which tables, CSV and JSON have them.</summary>
internal static class BacktestFigures
{
    /// <summary>What they are called.</summary>
    public static ValueList<string> Names { get; } =
    [
        "cost", "node_hours", "nodes_mean", "nodes_peak", "violation_percent", "lost_percent", "utilization_percent", "changes", "reversals_per_day", "failures",
        "theta_under", "theta_over", "tau_under", "tau_over", "jitter_per_hour", "instability_percent", "deviation", "elastic_speedup",
    ];

    /// <summary>A figure with 12 digits: what a million additions and a division leave behind them is no figure any more.</summary>
    public static double Rounded(double figure) => double.Parse(figure.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The figures of one report.</summary>
    /// <param name="baseline">What the elastic speedup is over; null: the speedup is not known.</param>
    /// <returns>One for each name; null where it is not known.</returns>
    public static double?[] Of(BacktestReport report, Elasticity? baseline)
    {
        Elasticity elasticity = report.MeasureElasticity();
        return
        [
            report.Cost, report.NodeHours, report.NodesMean, report.NodesPeak, report.ViolationPercent, report.LostPercent, report.UtilizationPercent, report.ChangeCount,
            report.ReversalsPerDay, report.FailureCount, elasticity.ThetaUnder, elasticity.ThetaOver, elasticity.TauUnder, elasticity.TauOver, elasticity.JitterPerHour,
            elasticity.InstabilityPercent, elasticity.Deviation, baseline is null ? null : elasticity.SpeedupOver(baseline),
        ];
    }

    /// <summary>The figures of reports; speedups are over the report of the same load, and of the same seed where there is one, that has the size for the mean.</summary>
    public static IEnumerable<(BacktestReport Report, double?[] Figures)> Of(IReadOnlyList<BacktestReport> reports)
    {
        ILookup<LoadTrace, BacktestReport> means = reports.Where(report => report.Name == Rivals.StaticMean).ToLookup(report => report.Trace, SameLoad.Comparer);
        Dictionary<BacktestReport, Elasticity> known = new(ReferenceEqualityComparer.Instance);
        foreach (BacktestReport report in reports)
        {
            BacktestReport? baseline = means[report.Trace].OrderBy(other => other.Model.Seed == report.Model.Seed ? 0 : 1).FirstOrDefault();
            Elasticity? measured = baseline is null ? null : known.TryGetValue(baseline, out Elasticity? found) ? found : known[baseline] = baseline.MeasureElasticity();
            yield return (report, Of(report, measured));
        }
    }
}
