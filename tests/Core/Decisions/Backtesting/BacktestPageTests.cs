using System.Xml.Linq;

namespace Sdk.Tests.Decisions.Backtesting;

public class BacktestPageTests
{
    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 10,
        InitialNodes = 1,
        BootDelay = TimeSpan.FromMinutes(1),
    };

    private static readonly LoadTrace Load = SyntheticTrace.Steps(TimeSpan.FromMinutes(1), (10, 5), (30, 5));

    [Fact]
    public void A_chart_shows_needed_desired_and_ready_nodes_and_marks_violations()
    {
        BacktestReport report = Backtest.Run(new FixedSizing { Size = 1 }, Load, Model, "one");

        Chart chart = BacktestPage.CreateChart(report);

        chart.Lines.Select(line => line.Name).ShouldBe(["needed", "desired", "serving"]);
        chart.Lines[0].Points.Select(point => point.Value).ShouldBe([1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3]);
        chart.Lines[2].Points.ShouldAllBe(point => point.Value == 1);
        chart.Lines[0].Points[^1].At.ShouldBe(600);
        chart.Annotations!.Spans.Count.ShouldBe(1);
        chart.Annotations.Spans[0].To.ShouldBe(600);
    }

    [Fact]
    public void A_comparison_page_has_the_verdict_the_figures_the_model_and_charts_of_one_scale()
    {
        ChartPage page = BacktestPage.Create("rivals", Backtest.Compare(new FixedSizing { Size = 2 }, Load, Model, "two"));

        page.Verdict!.Sentence.ShouldStartWith("two costs ");
        page.Subtitle.ShouldBe("1 policy and 3 baselines over steps: 10 min without dates, 10 steps of 1 min");
        page.Sections.Select(section => (section.Title, section.IsFolded))
            .ShouldBe([
                ("Cost and violations", false),
                ("Model and load", false),
                ("Nodes over time", false),
                ("Nodes over time: baselines", true),
                ("Decisions", true),
                ("Elasticity and other figures", true),
                ("Terms", false),
            ]);
        page.Sections[0].Table!.Rows.Select(row => row[0]).ShouldBe(["two", "clairvoyant", "static mean", "static peak"]);
        page.Sections[0].Table!.BaselineCount.ShouldBe(3);
        BarChart bars = page.Sections[0].Bars.Single();
        bars.Rows.Count(row => row.IsBaseline).ShouldBe(3);
        bars.Rows.Select(row => row.Bars[0].Value).ShouldBeInOrder();
        bars.Rows.ShouldAllBe(row => row.Bars[0].Text == page.Sections[0].Table!.Rows.Single(cells => cells[0] == row.Name)[1]);
        page.Sections[2].Charts.Single().Lines.Select(line => line.Name).ShouldBe(["needed", "ready"]);
        page.Sections.SelectMany(section => section.Charts).Select(chart => chart.MaxValue).ShouldBe([3, 3, 3, 3]);
    }

    [Fact]
    public void The_largest_changes_have_their_trees_and_the_sizes_of_the_other_policies()
    {
        BacktestReport[] reports =
        [
            .. new[] { 2, 3 }.Select(size => Backtest.Run(new FixedSizing { Size = size }, Load, Model, $"{size} nodes")),
        ];

        ChartSection section = BacktestPage.Create("rivals", reports).Sections.Single(section => section.Title == "Decisions");

        section.Table!.Columns.ShouldBe(["time", "2 nodes", "3 nodes"]);
        section.Table.Rows.ShouldHaveSingleItem().Skip(1).ShouldBe(["2", "3"]);
        section
            .Facts.Select(fact => fact.Name[fact.Name.IndexOf(',', StringComparison.Ordinal)..])
            .ShouldBe([", 3 nodes: 1 to 3 nodes", ", 2 nodes: 1 to 2 nodes"]);
        section.Facts[0].Text.ShouldBe($"{reports[1].Changes.Single().Explain()}");
    }

    [Fact]
    public void All_facts_of_the_model_are_on_the_page()
    {
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            InitialNodes = 2,
            MaxNodes = 30,
            BootDelay = TimeSpan.FromSeconds(90),
            BootJitter = TimeSpan.FromSeconds(45),
            PricePerHour = 0.125,
            StepsPerDecision = 5,
            MetricDelay = TimeSpan.FromMinutes(3),
            MaxQueue = 500,
            MaxQueueDelay = TimeSpan.FromMinutes(4),
            FailuresPerHour = 0.5,
        };

        BacktestPage
            .Create("facts", [Backtest.Run(new FixedSizing { Size = 2 }, Load, model, "two")])
            .Sections[1]
            .Facts.Select(fact => $"{fact.Name}: {fact.Text}")
            .ShouldBe([
                "Capacity: A node serves a load of 10, in the unit of the load",
                "Boot: 1 min 30 s after the request, and up to 45 s more at random",
                "Price: 0.125 per node and hour, from the request",
                "Decisions: Every 5 min, from metrics that are 3 min old",
                "Nodes: 2 nodes at the start, at most 30",
                "Queue: At most 500 waits, the rest is lost; a step is a violation if load waits longer than 4 min",
                "Failures: 0.5 per node and hour",
                "Load: 20 on average, 30 at most; needs 1 to 3 nodes",
            ]);
    }

    /// <summary>A load of requests per second has no other rate in longer steps.</summary>
    [Fact]
    public void The_capacity_has_the_unit_of_the_load_and_does_not_depend_on_the_length_of_a_step()
    {
        string[] facts =
        [
            .. new[] { 1, 5 }
                .Select(minutes => SyntheticTrace.Constant(20, TimeSpan.FromMinutes(minutes), 10) with { Heading = "requests_per_s" })
                .Select(load =>
                    BacktestPage.Create("units", [Backtest.Run(new FixedSizing { Size = 2 }, load, Model, "two")]).Sections[1].Facts[0].Text
                ),
        ];

        facts.ShouldBe(["A node serves a load of 10 requests_per_s", "A node serves a load of 10 requests_per_s"]);
    }

    [Fact]
    public void Every_column_of_the_tables_is_explained()
    {
        ChartPage page = BacktestPage.Create("terms", Backtest.Compare(new FixedSizing { Size = 2 }, Load, Model, "two"));
        string terms = string.Join('\n', page.Sections.Single(section => section.Title == "Terms").Facts.Select(fact => fact.Name));

        page.Sections.Where(section => section.Title is "Cost and violations" or "Elasticity and other figures")
            .SelectMany(section => section.Table!.Columns.Skip(1))
            .Select(column =>
                column
                    .Replace(" after the start", "", StringComparison.Ordinal)
                    .Replace(", %", "", StringComparison.Ordinal)
                    .Replace("violations", "violation", StringComparison.Ordinal)
                    .Replace(" per hour", "", StringComparison.Ordinal)
            )
            .ShouldAllBe(column => terms.Contains(column, StringComparison.Ordinal), terms);
    }

    /// <summary>A day and a half from noon: two ticks at midnight, and no tick at the start of the load.</summary>
    [Fact]
    public void The_axis_shows_the_dates_of_the_load_and_durations_only_without_dates()
    {
        LoadTrace load = SyntheticTrace.Constant(10, TimeSpan.FromMinutes(30), 72);
        string durations = TicksOf(load);
        string dates = TicksOf(load with { Start = new DateTimeOffset(2026, 11, 24, 11, 30, 0, TimeSpan.Zero) });

        durations.ShouldBe("0 6 h 12 h 18 h 1 d 1 d 6 h 1 d 12 h");
        dates.ShouldBe("Tue 24 Nov 12:00 18:00 Wed 25 Nov 06:00 12:00 18:00");
    }

    [Fact]
    public void The_two_hours_with_the_most_violations_after_the_start_are_enlarged()
    {
        LoadTrace load = SyntheticTrace.Steps(TimeSpan.FromMinutes(1), (10, 600), (30, 3), (0, 600)) with
        {
            Start = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero),
        };

        ChartSection zoom = BacktestPage.Create("zoom", [Backtest.Run(new FixedSizing { Size = 1 }, load, Model, "one")]).Sections[3];

        // 20, 40 and 60 wait after each of three minutes from 10:00; with 10 served each minute, 20 wait after 10:06 and 10 after 10:07.
        zoom.Title.ShouldBe("Where it was worst: Tue 24 Nov 2026 09:03 to Tue 24 Nov 2026 11:03");
        zoom.Charts.Single().Annotations!.Spans.ShouldBe([new ChartSpan(57 * 60, 64 * 60)]);
        zoom.Charts.Single().Lines.Select(line => line.Name).ShouldBe(["needed", "desired", "ready"]);
    }

    /// <summary>
    /// Without random boot times, all seeds have the same differences. Three nodes suffice, and the fourth only costs.
    /// </summary>
    [Fact]
    public void A_tournament_has_a_winner_only_if_the_paired_interval_to_the_second_excludes_0()
    {
        LoadTrace small = SyntheticTrace.Constant(10, TimeSpan.FromMinutes(1), 10) with { Name = "small" };
        LoadTrace large = SyntheticTrace.Constant(30, TimeSpan.FromMinutes(1), 10) with { Name = "large" };
        Tournament tournament = new()
        {
            Entries = [new("three", new FixedSizing { Size = 3 }), new("four", new FixedSizing { Size = 4 })],
            Traces = [small, large],
            Model = Model with { InitialNodes = 3 },
            SeedCount = 3,
        };

        ChartVerdict won = BacktestPage.Create("won", tournament.Run()).Verdict!;
        won.Sentence.ShouldStartWith("three wins over 2 loads: the score of four, the second, is higher by ");
        won.Findings.ShouldBe([
            "Lowest score by load: three for 2 of 2.",
            "For four, another policy costs no more and has no more violations.",
        ]);
        won.IsPassed.ShouldBeNull();

        Tournament even = tournament with
        {
            Entries =
            [
                new("three", new FixedSizing { Size = 3 }),
                new("same", new FixedSizing { Size = 3 }),
                new("four", new FixedSizing { Size = 4 }),
            ],
        };
        ChartVerdict tied = BacktestPage.Create("even", even.Run()).Verdict!;
        tied.Sentence.ShouldBe("same and three are not distinguished over 2 loads.");
        tied.Findings[0].ShouldBe("Lowest score by load: same for 2 of 2 (shared), three for 2 of 2 (shared).");

        ChartVerdict single = BacktestPage.Create("single", (tournament with { SeedCount = 1 }).Run()).Verdict!;
        single.Sentence.ShouldBe("three has the lowest score over 2 loads; one seed does not distinguish it from others.");
        single.Note.ShouldStartWith("One seed, so there are no intervals of differences.");
    }

    /// <summary>Two nodes suffice for the first load; both policies have two at first, and one of them has three for the second load.</summary>
    [Fact]
    public void The_verdict_of_a_tournament_counts_the_first_ranks_of_its_heat_map()
    {
        Tournament tournament = new()
        {
            Entries =
            [
                new("two", new FixedSizing { Size = 2 }),
                new("same", new FixedSizing { Size = 2 }),
                new("three", new FixedSizing { Size = 3 }),
            ],
            Traces =
            [
                SyntheticTrace.Constant(20, TimeSpan.FromMinutes(1), 10) with
                {
                    Name = "small",
                },
                SyntheticTrace.Constant(30, TimeSpan.FromMinutes(1), 10) with
                {
                    Name = "large",
                },
            ],
            Model = Model with { InitialNodes = 2 },
            SeedCount = 2,
        };

        ChartPage page = BacktestPage.Create("ties", tournament.Run());

        HeatMap map = page.Sections.Single(section => section.Title == "Wins by load").HeatMaps[0];
        map.Rows.Zip(map.Cells.Chunk(2), (name, cells) => $"{name}: {cells[0].Text} {cells[1].Text}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(["same: 1 2", "three: 3 1", "two: 1 2"]);
        page.Verdict!.Findings[0].ShouldContain("three for 1 of 2, ");
        page.Verdict.Findings[0].ShouldContain("two for 1 of 2 (shared)");
        page.Verdict.Findings[0].ShouldContain("same for 1 of 2 (shared)");
    }

    private static string TicksOf(LoadTrace load)
    {
        Chart chart = BacktestPage.Create("ticks", [Backtest.Run(new FixedSizing { Size = 1 }, load, Model, "one")]).Sections[2].Charts[0];
        XElement[] texts = [.. XElement.Parse(chart.ToSvg()).Elements().Where(element => element.Name.LocalName == "text")];
        string bottom = texts
            .Max(text => double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture))
            .ToString(CultureInfo.InvariantCulture);
        return string.Join(' ', texts.Where(text => text.Attribute("y")!.Value == bottom).Select(text => text.Value));
    }

    [Fact]
    public void A_tournament_page_starts_with_the_results_and_charts_the_winner_for_each_load()
    {
        TournamentReport report = new Tournament
        {
            Entries =
            [
                new("one", new FixedSizing { Size = 1 }),
                new("three", new FixedSizing { Size = 3 }),
                new("nine", new FixedSizing { Size = 9 }),
            ],
            Traces = [Load, SyntheticTrace.Constant(30, TimeSpan.FromMinutes(1), 10)],
            Model = Model,
            SeedCount = 2,
        }.Run();

        ChartPage page = BacktestPage.Create("which?", report, chartsPerLoad: 1);

        page.Subtitle.ShouldBe("3 policies over 2 loads, 2 seeds each: 12 back-tests.");
        page.Sections.Select(section => (section.Title, section.IsFolded))
            .ShouldBe([
                ("Standings over 2 loads", false),
                ("Wins by load", false),
                ("steps", false),
                ("constant", false),
                ("Scores of all runs", true),
                ("Elasticity", true),
                ("Terms", false),
            ]);
        page.Sections[0]
            .Table!.Rows.Select(row => row[0])
            .ShouldBe([.. report.Results.Select(standing => standing.Name), "static peak", "static mean", "clairvoyant"]);
        page.Sections[4].Spreads[0].Categories.ShouldBe(page.Sections[0].Table!.Rows.Select(row => row[0]).ToValueList());
        page.Sections[4].Spreads[0].Series[0].Spreads[0].Center.ShouldBe(MedianOf(report, report.Results[0].Name), 1e-9);
        page.Sections[2].Charts.Select(chart => chart.Title).ShouldBe([$"{report.Results[0].Name} over steps"]);
        page.Sections[2].Table!.Rows.Count.ShouldBe(6);
        XElement.Parse(page.Sections[3].Charts[0].ToSvg()).Name.LocalName.ShouldBe("svg");
    }

    /// <summary>The first load needs one node. The second needs three, so two nodes violate all the time.</summary>
    [Fact]
    public void A_heat_map_ranks_the_policies_for_each_load()
    {
        TournamentReport report = new Tournament
        {
            Entries =
            [
                new("three", new FixedSizing { Size = 3 }),
                new("same", new FixedSizing { Size = 3 }),
                new("two", new FixedSizing { Size = 2 }),
            ],
            Traces =
            [
                SyntheticTrace.Constant(10, TimeSpan.FromMinutes(1), 10) with
                {
                    Name = "small",
                },
                SyntheticTrace.Constant(30, TimeSpan.FromMinutes(1), 10) with
                {
                    Name = "large",
                },
            ],
            Model = Model with { InitialNodes = 3 },
            Score = one => one.CostPerHour + one.ViolationPercent,
        }.Run();

        HeatMap ranks = BacktestPage.Create("ranks", report).Sections[1].HeatMaps.Single();

        ranks.Columns.ShouldBe(["small", "large"]);
        ranks
            .Rows.Zip(ranks.Cells.Chunk(2), (name, cells) => $"{name}: {cells[0].Text} {cells[1].Text}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(["same: 2 1", "three: 2 1", "two: 1 3"]);
        ranks.Cells.OrderBy(cell => cell.Value).First().Text.ShouldBe("3", "the worst rank has the palest color");
    }

    [Fact]
    public void The_loads_of_a_tournament_are_folded_from_the_fourth_on()
    {
        TournamentReport report = new Tournament
        {
            Entries = [new("one", new FixedSizing { Size = 1 })],
            Traces = [.. Enumerable.Range(1, 5).Select(number => Load with { Name = $"load {number}" })],
            Model = Model,
        }.Run();

        BacktestPage
            .Create("folds", report)
            .Sections.Where(section => section.Title.StartsWith("load", StringComparison.Ordinal))
            .Select(section => section.IsFolded)
            .ShouldBe([false, false, false, true, true]);
    }

    [Fact]
    public void Every_column_of_a_tournament_is_explained()
    {
        TournamentReport report = new Tournament
        {
            Entries = [new("one", new FixedSizing { Size = 1 }), new("two", new FixedSizing { Size = 2 })],
            Traces = [Load],
            Model = Model,
            SeedCount = 2,
        }.Run();
        ChartPage page = BacktestPage.Create("terms", report);
        string terms = string.Join('\n', page.Sections.Single(section => section.Title == "Terms").Facts.Select(fact => fact.Name));

        page.Sections.Where(section => section.Table is not null)
            .SelectMany(section => section.Table!.Columns.Skip(1))
            .Where(column => column.Length > 0)
            .Select(column =>
                column
                    .Replace(" after the start", "", StringComparison.Ordinal)
                    .Replace("violations", "violation", StringComparison.Ordinal)
                    .Replace(" %", "", StringComparison.Ordinal)
                    .Replace(" per hour", "", StringComparison.Ordinal)
            )
            .ShouldAllBe(column => terms.Contains(column, StringComparison.Ordinal), terms);
    }

    [Fact]
    public void The_differences_to_the_winner_are_a_chart_with_their_intervals()
    {
        TournamentReport report = new Tournament
        {
            Entries =
            [
                new("one", new FixedSizing { Size = 1 }),
                new("three", new FixedSizing { Size = 3 }),
                new("nine", new FixedSizing { Size = 9 }),
            ],
            Traces = [Load],
            Model = Model,
            SeedCount = 2,
        }.Run();

        ValueList<ChartSpread> drawn = BacktestPage.Create("differences", report).Sections[0].Spreads.Single().Series[0].Spreads;

        drawn[0].ShouldBe(new ChartSpread(report.Results[0].Name, 0, 0, 0));
        drawn
            .Skip(1)
            .ShouldBe(
                report
                    .Results.Skip(1)
                    .Select(one => new ChartSpread(
                        one.Name,
                        one.DifferenceToWinner!.Mean,
                        one.DifferenceToWinner.Low,
                        one.DifferenceToWinner.High
                    ))
            );
    }

    /// <summary>Score: cost per hour plus 1 % for each tenth of a percent of violations; there are four runs.</summary>
    private static double MedianOf(TournamentReport report, string name)
    {
        double[] scores =
        [
            .. report
                .Reports.Where(one => one.Name == name)
                .Select(one => one.Cost / one.Trace.Duration.TotalHours * (1 + (one.ViolationPercent / 10)))
                .Order(),
        ];
        return (scores[1] + scores[2]) / 2;
    }
}
