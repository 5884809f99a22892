using Scalewright.Charts;
using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Creates pages for back-tests: tables and charts. Equal reports produce the same bytes.</summary>
public static class BacktestPage
{
    private const int ChartsPerLoad = 3;

    // The sections of further loads are folded.
    private const int LoadsShown = 3;

    /// <summary>
    /// Creates a page for reports, for example those of <see cref="Backtest.Compare"/>: the verdict, the figures, the
    /// model and the nodes over time. Baselines never win. The verdict needs baselines only for the saving.
    /// </summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="reports">Reports, in any order.</param>
    /// <param name="goals">Goals that the verdict judges; null for a comparison of cost and violations.</param>
    /// <exception cref="DecisionException">A goal is not a number of 0 or more.</exception>
    public static ChartPage Create(string title, IEnumerable<BacktestReport> reports, BacktestGoals? goals = null)
    {
        BacktestSummary[][] loads = [.. reports.GroupBy(report => report.Trace, LoadTraceComparer.Comparer).Select(BacktestSummary.Create)];
        BacktestSummary[] all = [.. loads.SelectMany(load => load)];
        return new ChartPage(title)
        {
            Subtitle =
                string.Join(" and ", new[] { Count(isBaseline: false, "policy"), Count(true, "baseline") }.Where(count => count[0] != '0'))
                + " over "
                + (loads.Length == 1 ? BacktestSections.FormatLoad(loads[0][0].Report.Trace) : Pluralizer.Format(loads.Length, "load")),
            Verdict = BacktestVerdict.Create(loads, goals),
            Sections =
            [
                .. loads.SelectMany(load => BacktestSections.Create(load, isOneOfSeveral: loads.Length > 1)),
                .. all.Take(1)
                    .Select(row => new ChartSection("Terms")
                    {
                        Facts = BacktestFacts.CreateTerms(BacktestFacts.GetMaxWait(row.Report.Model, row.Report.Trace)),
                    }),
            ],
            Facts =
            [
                .. all.Select(row => row.Report.Model.Seed)
                    .Distinct()
                    .Take(1)
                    .Select(seed => new ChartFact(
                        "Seed",
                        string.Create(CultureInfo.InvariantCulture, $"{seed}; the same load, policies and model give the same page")
                    )),
            ],
        };

        string Count(bool isBaseline, string noun) => Pluralizer.Format(all.Count(row => row.IsBaseline == isBaseline), noun);
    }

    /// <summary>Creates a page for a tournament: the ranking, the rank by load, and the policies for each load.
    /// </summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="tournament">Report of the tournament.</param>
    /// <param name="chartsPerLoad">Number of charts for each load, best policies first.</param>
    public static ChartPage Create(string title, TournamentReport tournament, int chartsPerLoad = ChartsPerLoad)
    {
        ArgumentNullException.ThrowIfNull(tournament);
        ArgumentOutOfRangeException.ThrowIfNegative(chartsPerLoad);
        BacktestReport[][] loads =
        [
            .. tournament.Reports.GroupBy(report => report.Trace, LoadTraceComparer.Comparer).Select(load => FirstSeeds(load, tournament)),
        ];
        int seeds = tournament.Reports.Count / Math.Max(1, loads.Sum(load => load.Length));
        return new ChartPage(title)
        {
            Subtitle =
                $"{Pluralizer.Format(tournament.Results.Count, "policy")} over "
                + $"{Pluralizer.Format(loads.Length, "load")}, {Pluralizer.Format(seeds, "seed")} each: "
                + $"{Pluralizer.Format(tournament.Reports.Count, "back-test")}.",
            Verdict = TournamentVerdict.Create(tournament, loads.Length),
            Sections =
            [
                CreateStandings(
                    tournament,
                    loads.Length == 1 ? loads[0][0].Trace.Name : Pluralizer.Format(loads.Length, "load"),
                    loads.Length
                ),
                .. CreateRanks(tournament, [.. loads.Select(load => load[0].Trace.Name)]),
                .. loads.Select((load, index) => CreateSection(load, tournament, chartsPerLoad) with { IsFolded = index >= LoadsShown }),
                new ChartSection("Scores of all runs") { IsFolded = true, Spreads = [CreateScores(tournament)] },
                CreateElasticity(tournament),
                new ChartSection("Terms")
                {
                    Facts = BacktestFacts.CreateTournamentTerms(
                        loads.Select(load => BacktestFacts.GetMaxWait(load[0].Model, load[0].Trace)),
                        tournament.HasDefaultScore
                    ),
                },
            ],
        };
    }

    /// <summary>Creates a chart of the needed, desired and ready nodes of a back-test over time.</summary>
    /// <param name="report">The report.</param>
    public static Chart CreateChart(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        BacktestSpan steps = BacktestSpan.FromReport(report);
        return new Chart(GetTitle(report))
        {
            Unit = "nodes",
            Lines =
            [
                steps.CreateLine("needed", ChartLineKind.Area, step => report.GetDemand(step)),
                steps.CreateLine("desired", ChartLineKind.Step, step => report.Steps[step].DesiredCount),
                steps.CreateLine("serving", ChartLineKind.Step, step => report.Steps[step].ReadyCount),
            ],
            Annotations = new ChartAnnotations("violations") { Spans = steps.GetViolations() },
        };
    }

    private static string GetTitle(BacktestReport report) => $"{report.Name} over {report.Trace.Name}";

    /// <summary>Returns the report of the first seed for each policy, best policy first.</summary>
    private static BacktestReport[] FirstSeeds(IEnumerable<BacktestReport> load, TournamentReport tournament)
    {
        Dictionary<string, BacktestReport> first = load.GroupBy(report => report.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        return [.. tournament.Results.Select(result => result.Name).Where(first.ContainsKey).Select(name => first[name])];
    }

    private static ChartSection CreateStandings(TournamentReport tournament, string over, int loads) =>
        new($"Standings over {over}")
        {
            Text =
                $"{GetMeans(loads)} The paired difference to the winner is taken run by run under the same loads, "
                + "with its 95 % confidence interval. A star marks policies that no other beats in both cost and "
                + "violations. Baselines are below the policies.",
            Spreads = CreateDifferences(tournament),
            Table = new ChartTable([
                "policy",
                "★",
                "score",
                "difference to the winner",
                "cost/hour",
                "violations %",
                "direction changes a day",
                "nodes",
                "busy %",
            ])
            {
                BaselineCount = tournament.Baselines.Count,
                EssentialColumns = ["score", "violations %", "cost/hour"],
                Rows = tournament
                    .Results.Concat(tournament.Baselines)
                    .Select(result =>
                        ValueList.Create<string>([
                            result.Name,
                            result.IsParetoOptimal ? "★" : "",
                            result.Score.ToString(),
                            result.DifferenceToWinner?.ToString() ?? "",
                            result.CostPerHour.ToString(),
                            result.ViolationPercent.ToString(),
                            result.DirectionChangesPerDay.ToString(),
                            result.MeanNodes.ToString(),
                            result.UtilizationPercent.ToString(),
                        ])
                    )
                    .ToValueList(),
            },
        };

    private static string GetMeans(int loads) =>
        loads > 1
            ? "Means over the loads, each with its mean over all seeds, and the half width of their 95 % confidence "
                + "interval: how far another choice of such loads may be off."
            : "Means over the seeds, and the half width of their 95 % confidence interval: how far randomness may be off "
                + "under this load.";

    /// <summary>Creates a chart of the scores: median, quartiles, minimum and maximum of all runs.</summary>
    private static SpreadChart CreateScores(TournamentReport tournament)
    {
        ValueList<string> names = tournament.Results.Concat(tournament.Baselines).Select(result => result.Name).ToValueList();
        return new SpreadChart("Scores of all runs, less is better")
        {
            IsHorizontal = true,
            Categories = names,
            Series =
            [
                new ChartSpreadSeries(
                    "median, the half of the runs around it, the best and the worst",
                    names.Select(name => CreateSpread(name, tournament.GetScores(name))).ToValueList()
                ),
            ],
        };
    }

    private static ChartSpread CreateSpread(string name, ReadOnlySpan<double> scores)
    {
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        return new ChartSpread(name, Quantile(0.5), sorted[0], sorted[^1]) { Box = (Quantile(0.25), Quantile(0.75)) };

        double Quantile(double probability) => SampleInference.GetQuantile(sorted, probability);
    }

    /// <summary>Creates a chart of the paired differences to the winner; empty for a single policy.</summary>
    private static ValueList<SpreadChart> CreateDifferences(TournamentReport tournament)
    {
        if (tournament.Results.Count < 2)
        {
            return [];
        }

        string name = tournament.Seeds > 1 ? "mean with the 95 % confidence interval" : "difference of the only seed";
        return
        [
            new SpreadChart("Difference of the score to the winner, less is better")
            {
                IsHorizontal = true,
                Categories = [.. tournament.Results.Select(result => result.Name)],
                Series = [new ChartSpreadSeries(name, [.. tournament.Results.Select(CreateDifference)])],
            },
        ];
    }

    private static ChartSpread CreateDifference(TournamentResult result)
    {
        if (result.DifferenceToWinner is not { } difference)
        {
            return new ChartSpread(result.Name, 0, 0, 0);
        }

        return double.IsNaN(difference.Low)
            ? new ChartSpread(result.Name, difference.Mean, difference.Mean, difference.Mean)
            : new ChartSpread(result.Name, difference.Mean, difference.Low, difference.High);
    }

    /// <summary>Creates a heat map of the rank of each policy for each load; nothing for a single load or policy.
    /// </summary>
    private static IEnumerable<ChartSection> CreateRanks(TournamentReport tournament, ValueList<string> loads)
    {
        TournamentRanks ranks = new(tournament);
        if (loads.Count < 2 || ranks.Names.Count < 2)
        {
            yield break;
        }

        yield return new ChartSection("Wins by load")
        {
            Text = "Rank of each policy by its mean score for a load: 1 is the lowest score, and darker.",
            HeatMaps =
            [
                new HeatMap("Rank by load", loads, ranks.Names)
                {
                    Cells =
                    [
                        .. Enumerable
                            .Range(0, ranks.Names.Count)
                            .SelectMany(policy => Enumerable.Range(0, loads.Count).Select(load => CreateCell(ranks.GetRank(policy, load)))),
                    ],
                },
            ],
        };

        static HeatCell CreateCell(int rank) => new(-rank, rank.ToString(CultureInfo.InvariantCulture));
    }

    private static ChartSection CreateElasticity(TournamentReport tournament) =>
        new("Elasticity")
        {
            IsFolded = true,
            Text =
                "Elasticity after the SPEC research group. A figure that is known for some loads only has their number: "
                + "means over different loads are not comparable.",
            Table = new ChartTable([
                "policy",
                .. TournamentTable.ElasticNames.Select(name =>
                    name.Replace("theta", "θ", StringComparison.Ordinal).Replace("tau", "τ", StringComparison.Ordinal)
                ),
            ])
            {
                BaselineCount = tournament.Baselines.Count,
                Rows = TournamentTable.GetElasticity(tournament).Select(cells => ValueList.Create<string>(cells)).ToValueList(),
            },
        };

    private static ChartSection CreateSection(BacktestReport[] load, TournamentReport tournament, int chartsPerLoad)
    {
        (LoadTrace trace, BacktestModel model) = (load[0].Trace, load[0].Model);
        IEnumerable<BacktestReport> baselines = tournament.BaselineReports.Where(report =>
            LoadTraceComparer.Comparer.Equals(report.Trace, trace) && report.Model.Seed == model.Seed
        );
        BacktestReport[] shown = [.. load.Take(chartsPerLoad)];
        double most = BacktestSummary.Create(shown).Select(row => Math.Max(row.MaxDemand, row.Report.PeakNodes)).DefaultIfEmpty().Max();
        return new ChartSection(trace.Name)
        {
            Text = $"{BacktestSections.FormatLoad(trace)}. Figures of the first seed, by cost.",
            Table = BacktestSections.CreateFigures(BacktestSummary.Create([.. load, .. baselines])),
            Facts = BacktestFacts.Create(model, trace).ToValueList(),
            Charts = shown
                .Select(report => CreateChart(report) with { MaxValue = most, Start = trace.HasDates ? trace.Start : null })
                .ToValueList(),
        };
    }

    /// <summary>
    /// Returns the heading of the values, which can include their unit; empty if it is not informative.
    /// </summary>
    internal static string FormatHeading(LoadTrace trace) =>
        trace.Heading is "" or "value" or "load" ? "" : $" of '{TextEscaping.Escape(trace.Heading)}'";
}

/// <summary>Compares loads by all their values, not only by name. Fast for the same object.</summary>
internal sealed class LoadTraceComparer : IEqualityComparer<LoadTrace>
{
    public static LoadTraceComparer Comparer { get; } = new();

    public bool Equals(LoadTrace? x, LoadTrace? y) => ReferenceEquals(x, y) || (x is not null && x.Equals(y));

    // Leaves out the values, because there are many of them and names distinguish most loads.
    public int GetHashCode([DisallowNull] LoadTrace obj) => HashCode.Combine(obj.Name, obj.Step, obj.Values.Count);
}
