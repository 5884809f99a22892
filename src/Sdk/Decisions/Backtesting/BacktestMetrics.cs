namespace Scalewright.Decisions.Backtesting;

/// <summary>Figures of a back-test, in the order of tables, CSV and JSON.</summary>
internal static class BacktestMetrics
{
    public static ValueList<string> Names { get; } =
    [
        "cost",
        "node_hours",
        "nodes_mean",
        "nodes_peak",
        "violation_percent",
        "lost_percent",
        "utilization_percent",
        "changes",
        "reversals_per_day",
        "failures",
        "theta_under",
        "theta_over",
        "tau_under",
        "tau_over",
        "jitter_per_hour",
        "instability_percent",
        "deviation",
        "elastic_speedup",
    ];

    /// <summary>Rounds to 12 digits; further digits are noise after a million additions and a division.</summary>
    public static double Round(double figure) =>
        double.Parse(figure.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <param name="baseline">Baseline of the elastic speedup; null: the speedup is unknown.</param>
    /// <returns>One value per name; null if unknown.</returns>
    public static double?[] Measure(BacktestReport report, Elasticity? baseline)
    {
        Elasticity elasticity = report.MeasureElasticity();
        return
        [
            report.Cost,
            report.NodeHours,
            report.MeanNodes,
            report.PeakNodes,
            report.ViolationPercent,
            report.LostPercent,
            report.UtilizationPercent,
            report.ChangeCount,
            report.DirectionChangesPerDay,
            report.FailureCount,
            elasticity.ThetaUnder,
            elasticity.ThetaOver,
            elasticity.TauUnder,
            elasticity.TauOver,
            elasticity.JitterPerHour,
            elasticity.InstabilityPercent,
            elasticity.Deviation,
            baseline is null ? null : elasticity.SpeedupOver(baseline),
        ];
    }

    /// <summary>
    /// Returns the figures of each report. Speedups are relative to the static mean of the same load and, if available,
    /// of the same seed.
    /// </summary>
    public static IEnumerable<(BacktestReport Report, double?[] Figures)> Measure(IReadOnlyList<BacktestReport> reports)
    {
        ILookup<LoadTrace, BacktestReport> means = reports
            .Where(report => report.Name == BaselinePolicies.StaticMean)
            .ToLookup(report => report.Trace, LoadTraceComparer.Comparer);
        Dictionary<BacktestReport, Elasticity> elasticities = new(ReferenceEqualityComparer.Instance);
        foreach (BacktestReport report in reports)
        {
            BacktestReport? baseline = means[report.Trace]
                .OrderBy(candidate => candidate.Model.Seed == report.Model.Seed ? 0 : 1)
                .FirstOrDefault();
            Elasticity? measured = null;
            if (baseline is not null && !elasticities.TryGetValue(baseline, out measured))
            {
                measured = elasticities[baseline] = baseline.MeasureElasticity();
            }

            yield return (report, Measure(report, measured));
        }
    }
}
