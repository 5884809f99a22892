using Scalewright.Charts;
using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Creates pages for back-tests: tables and charts. Equal reports produce the same bytes.</summary>
public static class BacktestPage
{
    private const int ChartsPerLoad = 3;

    /// <summary>Creates a page for reports, for example those of <see cref="Backtest.Compare"/>.</summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="reports">Reports, in display order.</param>
    public static ChartPage Create(string title, IEnumerable<BacktestReport> reports)
    {
        BacktestReport[] all = [.. reports];
        return new ChartPage(title)
        {
            Subtitle = $"{Pluralizer.Format(all.Length, "back-test")}.",
            Sections = [new ChartSection("Figures") { Table = CreateTable(all, first: 0) },
                .. all.Select(report => new ChartSection(GetTitle(report)) { Charts = [CreateChart(report)] })],
        };
    }

    /// <summary>Creates a page for a tournament: the ranking, then the best policies and baselines per load.</summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="tournament">Report of the tournament.</param>
    /// <param name="chartsPerLoad">Number of charts for each load, best policies first.</param>
    public static ChartPage Create(string title, TournamentReport tournament, int chartsPerLoad = ChartsPerLoad)
    {
        ArgumentNullException.ThrowIfNull(tournament);
        ArgumentOutOfRangeException.ThrowIfNegative(chartsPerLoad);
        BacktestReport[][] loads = [.. tournament.Reports.GroupBy(report => report.Trace, LoadTraceComparer.Comparer)
            .Select(load => FirstSeeds(load, tournament))];
        int seeds = tournament.Reports.Count / Math.Max(1, loads.Sum(load => load.Length));
        return new ChartPage(title)
        {
            Subtitle = $"{Pluralizer.Format(tournament.Results.Count, "policy")} over "
                + $"{Pluralizer.Format(loads.Length, "load")}, {Pluralizer.Format(seeds, "seed")} each: "
                + $"{Pluralizer.Format(tournament.Reports.Count, "back-test")}.",
            Sections =
            [
                CreateStandings(tournament,
                    loads.Length == 1 ? loads[0][0].Trace.Name : Pluralizer.Format(loads.Length, "load"), loads.Length),
                CreateElasticity(tournament),
                .. loads.Select(load => CreateSection(load, tournament, chartsPerLoad)),
            ],
        };
    }

    /// <summary>Creates a chart of the needed, desired and ready nodes of a back-test over time.</summary>
    /// <param name="report">The report.</param>
    public static Chart CreateChart(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new Chart(GetTitle(report))
        {
            Unit = "nodes",
            Lines =
            [
                ToLine("needed", ChartLineKind.Area, report, step => report.GetDemand(step)),
                ToLine("desired", ChartLineKind.Step, report, step => report.Steps[step].DesiredCount),
                ToLine("serving", ChartLineKind.Step, report, step => report.Steps[step].ReadyCount),
            ],
            Annotations = new ChartAnnotations("violations") { Spans = GetViolations(report) },
        };
    }

    private static string GetTitle(BacktestReport report) => $"{report.Name} over {report.Trace.Name}";

    /// <summary>Returns the report of the first seed for each policy, best policy first.</summary>
    private static BacktestReport[] FirstSeeds(IEnumerable<BacktestReport> load, TournamentReport tournament)
    {
        Dictionary<string, BacktestReport> first = load.GroupBy(report => report.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        return [.. tournament.Results.Select(result => result.Name)
            .Where(first.ContainsKey)
            .Select(name => first[name])];
    }

    private static ChartSection CreateStandings(TournamentReport tournament, string over, int loads) =>
        new($"Standings over {over}")
        {
            Text = $"{GetMeans(loads)} The paired difference to the winner is taken run by run under the same loads, "
                + "with its 95 % confidence interval. A star stands at policies that no other beats in "
                + "both cost and violations. Below the policies: a size for the peak, one for the mean, and one that "
                + "knows the load in advance.",
            Spreads = [CreateScores(tournament)],
            Table = new ChartTable(["policy", "", "score", "difference to the winner", "cost/hour", "violations %",
                "direction changes a day", "nodes", "busy %"])
            {
                Rows = tournament.Results.Concat(tournament.Baselines).Select(one => ValueList.Create<string>(
                    [one.Name, one.IsParetoOptimal ? "★" : "", one.Score.ToString(),
                        one.DifferenceToWinner?.ToString() ?? "", one.CostPerHour.ToString(),
                        one.ViolationPercent.ToString(), one.DirectionChangesPerDay.ToString(),
                        one.MeanNodes.ToString(), one.UtilizationPercent.ToString()]))
                    .ToValueList(),
            },
        };

    private static string GetMeans(int loads) => loads > 1
        ? "Means over the loads, each with its mean over all seeds, and the half width of their 95 % confidence "
            + "interval: how far another choice of such loads may be off."
        : "Means over the seeds, and the half width of their 95 % confidence interval: how far randomness may be off "
            + "under this load.";

    /// <summary>Creates a chart of the scores: median, quartiles, minimum and maximum of all runs.</summary>
    private static SpreadChart CreateScores(TournamentReport tournament)
    {
        ValueList<string> names = tournament.Results.Concat(tournament.Baselines).Select(one => one.Name).ToValueList();
        return new SpreadChart("Scores of all runs, less is better")
        {
            IsHorizontal = true,
            Categories = names,
            Series = [new ChartSpreadSeries("median, the half of the runs around it, the best and the worst",
                names.Select(name => CreateSpread(name, tournament.GetScores(name))).ToValueList())],
        };
    }

    private static ChartSpread CreateSpread(string name, ReadOnlySpan<double> scores)
    {
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        return new ChartSpread(name, Quantile(0.5), sorted[0], sorted[^1]) { Box = (Quantile(0.25), Quantile(0.75)) };

        double Quantile(double probability) => SampleInference.GetQuantile(sorted, probability);
    }

    private static ChartSection CreateElasticity(TournamentReport tournament) => new("Elasticity")
    {
        Text = "After the SPEC research group: theta is what was missing (under) or superfluous (over) in percent of "
            + "what was needed, tau the percent of the time with too little or too much, jitter how many changes an "
            + "hour there were more than the need had, instability how often both did not change alike, deviation all "
            + "of them in one number. Elastic speedup: how many times better than a size for the mean, above 1 is "
            + "better; it is not known where one of them never lacks anything, or never has too much. Where it is "
            + "known for some loads only, it says for how many: means over different loads compare nothing.",
        Table = new ChartTable(
            ["policy", .. TournamentTable.ElasticNames]) { Rows = TournamentTable.GetElasticity(tournament)
                .Select(cells => ValueList.Create<string>(cells))
                .ToValueList() },
    };

    private static ChartSection CreateSection(BacktestReport[] load, TournamentReport tournament, int chartsPerLoad)
    {
        (LoadTrace trace, BacktestModel model) = (load[0].Trace, load[0].Model);
        IEnumerable<BacktestReport> baselines = tournament.BaselineReports.Where(
            report => LoadTraceComparer.Comparer.Equals(report.Trace, trace) && report.Model.Seed == model.Seed);
        return new ChartSection(trace.Name)
        {
            Text = string.Create(
                CultureInfo.InvariantCulture,
                $"{Pluralizer.Format(trace.Values.Count, "step")} of {trace.Step}{FormatHeading(trace)}, "
                + $"{trace.Mean:0.##} a step on average, {trace.Peak:0.##} at most; a node takes "
                + $"{model.NodeCapacity:0.##} a step. Figures of the first seed, beside a size for the peak, one for "
                + $"the mean, and one that knows the load in advance."),
            Table = CreateTable([.. load, .. baselines], first: 1),
            Charts = load.Take(chartsPerLoad).Select(CreateChart).ToValueList(),
        };
    }

    /// <summary>
    /// Returns the heading of the values, which can include their unit; empty if it is not informative.
    /// </summary>
    private static string FormatHeading(LoadTrace trace) =>
        trace.Heading is "" or "value" or "load" ? "" : $" of '{TextEscaping.Escape(trace.Heading)}'";

    private static ChartTable CreateTable(BacktestReport[] reports, int first)
    {
        string[] columns = ["policy", "load", .. BacktestMetrics.Names.Select(
            name => name.Replace("_percent", " %", StringComparison.Ordinal).Replace('_', ' '))];
        return new ChartTable(Without(columns))
        {
            Rows = BacktestTable.Rows(reports, "0.##").Select(Without).ToValueList(),
        };

        ValueList<string> Without(string[] cells) => [cells[0], .. cells[(1 + first)..]];
    }

    private static ChartLine ToLine(string name, ChartLineKind kind, BacktestReport report, Func<int, double> valueAt)
    {
        double length = report.Trace.Step.TotalSeconds;
        ChartPoint[] points = new ChartPoint[report.Steps.Count + 1];
        for (int step = 0; step < report.Steps.Count; step++)
        {
            points[step] = new ChartPoint(step * length, valueAt(step));
        }

        points[^1] = new ChartPoint(report.Steps.Count * length, valueAt(report.Steps.Count - 1));
        return new ChartLine(name) { Kind = kind, Points = ValueList.Create<ChartPoint>(points) };
    }

    private static ValueList<ChartSpan> GetViolations(BacktestReport report)
    {
        double length = report.Trace.Step.TotalSeconds;
        List<ChartSpan> spans = [];
        int start = -1;
        for (int step = 0; step <= report.Steps.Count; step++)
        {
            bool isViolation = step < report.Steps.Count && report.Steps[step].IsViolation;
            if (isViolation && start < 0)
            {
                start = step;
            }
            else if (!isViolation && start >= 0)
            {
                spans.Add(new ChartSpan(start * length, step * length));
                start = -1;
            }
        }

        return spans.ToValueList();
    }
}

/// <summary>Compares loads by all their values, not only by name. Fast for the same object.</summary>
internal sealed class LoadTraceComparer : IEqualityComparer<LoadTrace>
{
    public static LoadTraceComparer Comparer { get; } = new();

    public bool Equals(LoadTrace? x, LoadTrace? y) => ReferenceEquals(x, y) || (x is not null && x.Equals(y));

    // Leaves out the values, because there are many of them and names distinguish most loads.
    public int GetHashCode([DisallowNull] LoadTrace obj) => HashCode.Combine(obj.Name, obj.Step, obj.Values.Count);
}
