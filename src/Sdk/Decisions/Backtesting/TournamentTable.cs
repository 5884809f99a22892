using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Formats a tournament as text tables or CSV: each figure with half the width of its 95 % confidence interval
/// (<see cref="Estimate"/>). A figure that is known only for some loads, for example the elastic speedup, is shown with
/// their number, because means over different loads are not comparable. The same report produces the same bytes.
/// </summary>
public static class TournamentTable
{
    // For a load of more than one step, only the last figure can be unknown.
    private static readonly string KnownName = $"{BacktestMetrics.Names[^1]}_known";

    private static readonly string[] Elastic =
    [
        "theta_under",
        "theta_over",
        "tau_under",
        "tau_over",
        "jitter_per_hour",
        "instability_percent",
        "deviation",
        "elastic_speedup",
    ];

    /// <summary>Formats the ranking and the elasticity of each policy as two text tables.</summary>
    /// <param name="report">Report of the tournament.</param>
    public static string ToText(TournamentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return $"{report}\n{BacktestTable.Aligned([ ["policy", .. ElasticNames], .. GetElasticity(report) ], leftAlignedCount: 1)}";
    }

    /// <summary>
    /// Formats CSV with a header: for each policy and baseline its score, its difference to the winner with the
    /// interval, then each figure with its margin. <c>samples</c> is the number of loads, or of seeds for one load;
    /// <c>elastic_speedup_known</c> is the number of these with a known speedup.
    /// </summary>
    /// <param name="report">Report of the tournament.</param>
    public static string ToCsv(TournamentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new("policy,is_rival,is_efficient,runs,samples,score,score_margin,behind,behind_low,behind_high");
        foreach (string name in BacktestMetrics.Names)
        {
            text.Append(CultureInfo.InvariantCulture, $",{name},{name}_margin");
        }

        text.Append(CultureInfo.InvariantCulture, $",{KnownName}");

        text.Append('\n');
        foreach (TournamentTableRow row in TournamentTableRow.Create(report))
        {
            TournamentResult result = row.Result;
            IEnumerable<double?> numbers =
            [
                result.Score.Mean,
                result.Score.Margin,
                result.DifferenceToWinner?.Mean,
                result.DifferenceToWinner?.Low,
                result.DifferenceToWinner?.High,
                .. row.Figures.SelectMany(figure => new double?[] { figure.Value?.Mean, figure.Value?.Margin }),
            ];
            string baseline = row.IsBaseline ? "1" : "0";
            string[] cells =
            [
                result.Name,
                baseline,
                result.IsParetoOptimal ? "1" : "0",
                Text(row.Runs),
                Text(row.Figures[0].Samples),
                .. numbers.Select(number => BacktestTable.Cell(Finite(number), "R")),
                Text(row.Figures[^1].Known),
            ];
            text.AppendJoin(',', cells.Select(BacktestTable.Quoted)).Append('\n');
        }

        return text.ToString();
    }

    internal static IEnumerable<string> ElasticNames =>
        Elastic.Select(name => name.Replace("_percent", " %", StringComparison.Ordinal).Replace('_', ' '));

    internal static IEnumerable<string[]> GetElasticity(TournamentReport report) =>
        TournamentTableRow
            .Create(report)
            .Select(row =>
                (string[])[row.Result.Name, .. Elastic.Select(name => row.Figures[BacktestMetrics.Names.AsSpan().IndexOf(name)].ToString())]
            );

    internal static string FormatResults(TournamentReport report) =>
        BacktestTable.Aligned(
            [
                ["", "policy", "score", "behind", "cost/hour", "violations %", "direction changes/day", "nodes", "busy %"],
                .. report
                    .Results.Concat(report.Baselines)
                    .Select(result =>
                        new[]
                        {
                            result.IsParetoOptimal ? "*" : "",
                            result.Name,
                            result.Score.ToString(),
                            result.DifferenceToWinner?.ToString() ?? "",
                            result.CostPerHour.ToString(),
                            result.ViolationPercent.ToString(),
                            result.DirectionChangesPerDay.ToString(),
                            result.MeanNodes.ToString(),
                            result.UtilizationPercent.ToString(),
                        }
                    ),
            ],
            leftAlignedCount: 2
        );

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double? Finite(double? number) => number is { } value && double.IsFinite(value) ? value : null;
}

/// <summary>Policy or baseline of a tournament with the estimates of its <see cref="BacktestMetrics"/>.</summary>
internal sealed record TournamentTableRow(TournamentResult Result, bool IsBaseline, int Runs, MetricEstimate[] Figures)
{
    public static IEnumerable<TournamentTableRow> Create(TournamentReport report)
    {
        ILookup<string, double?[]> values = BacktestMetrics
            .Measure([.. report.Reports, .. report.BaselineReports])
            .ToLookup(row => row.Report.Name, row => row.Figures, StringComparer.Ordinal);
        return report
            .Results.Select(result => Create(result, isBaseline: false, [.. values[result.Name]], report.Seeds))
            .Concat(report.Baselines.Select(baseline => Create(baseline, isBaseline: true, [.. values[baseline.Name]], report.Seeds)));
    }

    private static TournamentTableRow Create(TournamentResult result, bool isBaseline, double?[][] runs, int seeds) =>
        new(
            result,
            isBaseline,
            runs.Length,
            [.. BacktestMetrics.Names.Select((_, index) => MetricEstimate.FromRuns([.. runs.Select(run => run[index])], seeds))]
        );
}

/// <summary>Estimate of a figure of a policy, and the part of the sample for which the figure is known.</summary>
/// <param name="Known">Number of loads for which it is known in all runs; with a single load, number of seeds.</param>
/// <param name="Samples">Number of loads; with a single load, number of seeds.</param>
internal sealed record MetricEstimate(Estimate? Value, int Known, int Samples, string Noun)
{
    /// <summary>Creates the estimate from runs by load, then seed.</summary>
    public static MetricEstimate FromRuns(double?[] runs, int seeds)
    {
        double?[][] samples = [.. runs.Chunk(Math.Max(1, runs.Length > seeds ? seeds : 1))];
        double[] finite =
        [
            .. samples
                .Where(sample => sample.All(figure => figure is not null))
                .Select(sample => SampleInference.GetMean([.. sample.OfType<double>()])),
        ];
        string noun = runs.Length > seeds ? "load" : "seed";
        return new(finite.Length == 0 ? null : Estimate.FromSamples(finite), finite.Length, samples.Length, noun);
    }

    /// <summary>
    /// Formats the estimate, as in <c>12.3 ± 0.4</c> or <c>22.6 (1 of 9 loads)</c>; empty if there is no value.
    /// </summary>
    public override string ToString() =>
        Value switch
        {
            null => "",
            { } value when Known == Samples => value.ToString(),
            { } value => $"{value} ({Known} of {Pluralizer.Format(Samples, Noun)})",
        };
}
