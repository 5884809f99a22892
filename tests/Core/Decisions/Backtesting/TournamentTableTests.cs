namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>
/// Elasticity by hand: shared/golden/decisions, README, section 8. The load needs one node, then three.
/// </summary>
public class TournamentTableTests
{
    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 10,
        InitialNodes = 2,
        BootDelay = TimeSpan.Zero,
    };

    private static readonly LoadTrace Load = SyntheticTrace.Steps(TimeSpan.FromMinutes(1), (10, 5), (30, 5));

    private static readonly TournamentReport Report = new Tournament
    {
        Entries =
        [
            new("two", new FixedSizing { Size = 2 }),
            new(
                "tracking, of load",
                new ThresholdSizing
                {
                    Metric = BacktestModel.LoadPerNodeMetric,
                    UpperThreshold = 10,
                    LowerThreshold = 4,
                    MinNodes = 1,
                }
            ),
        ],
        Traces = [Load],
        Model = Model with { BootJitter = TimeSpan.FromMinutes(2) },
        SeedCount = 4,
    }.Run();

    [Theory]
    [InlineData("theta_under", 100.0 / 6)]
    [InlineData("theta_over", 50)]
    [InlineData("tau_under", 50)]
    [InlineData("tau_over", 50)]
    [InlineData("jitter_per_hour", -6)]
    [InlineData("instability_percent", 100.0 / 9)]
    [InlineData("elastic_speedup", 1)]
    public void All_backtest_tables_include_the_elasticity_metrics(string name, double expected)
    {
        BacktestReport[] reports = [.. Backtest.Compare(new FixedSizing { Size = 2 }, Load, Model, "two")];

        string[][] csv = [.. BacktestTable.ToCsv(reports).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        int column = Array.IndexOf(csv[0], name);

        double.Parse(csv[1][column], CultureInfo.InvariantCulture).ShouldBe(expected, 1e-9);
        BacktestTable.ToText(reports, all: true).Split('\n')[0].ShouldContain(name);
        BacktestPage
            .Create("two", reports)
            .Sections.Single(section => section.Title == "Elasticity and other figures")
            .Table!.Rows[0]
            .ShouldContain(expected.ToString("0.##", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_elastic_speedup_of_a_policy_that_never_lacks_capacity_is_empty_in_CSV()
    {
        string csv = BacktestTable.ToCsv(Backtest.Compare(new FixedSizing { Size = 3 }, Load, Model, "three"));

        csv.Split('\n')[1].ShouldEndWith(",", Case.Sensitive, "three nodes lack nothing, two do: there is no ratio");
    }

    [Fact]
    public void A_tournament_includes_static_peak_static_mean_and_clairvoyant_baselines()
    {
        Report.Baselines.Select(one => one.Name).ShouldBe(["static peak", "static mean", "clairvoyant"]);
        Report.Baselines[0].ViolationPercent.Mean.ShouldBe(0);
        Report.Baselines[0].CostPerHour.Mean.ShouldBe(3, 1e-11, "three nodes at 1 an hour");
        Report.Baselines[1].CostPerHour.Mean.ShouldBe(2, 1e-11);
        Report.BaselineReports.Count.ShouldBe(12);
        Report.Compare("two", "static mean").Mean.ShouldBe(0, 1e-12);
        Report.ToString().ShouldContain("clairvoyant");
    }

    [Fact]
    public void The_CSV_of_a_tournament_has_a_mean_and_a_margin_for_the_cost()
    {
        string[][] csv =
        [
            .. TournamentTable
                .ToCsv(Report)
                .TrimEnd('\n')
                .Split('\n')
                .Select(line => line.Replace("\"tracking, of load\"", "tracking", StringComparison.Ordinal).Split(',')),
        ];
        double[] costs = [.. Report.Reports.Where(report => report.Name != "two").Select(report => report.Cost)];
        double mean = costs.Average();

        // Student's t for 3 degrees of freedom is 3.1824463 (mpmath).
        double margin = 3.1824463 * Math.Sqrt(costs.Sum(cost => (cost - mean) * (cost - mean)) / 3 / 4);
        string[] row = csv.Single(line => line[0] == "tracking");
        int column = Array.IndexOf(csv[0], "cost");

        csv.ShouldAllBe(line => line.Length == csv[0].Length);
        csv.Length.ShouldBe(6);
        double.Parse(row[column], CultureInfo.InvariantCulture).ShouldBe(mean, 1e-12);
        double.Parse(row[column + 1], CultureInfo.InvariantCulture).ShouldBe(margin, 1e-9);
    }

    /// <summary>
    /// Three nodes are underprovisioned under the second load only, as are two nodes, its mean: there is no ratio under
    /// the first. By hand under the second, over ten minutes that need 2 and then 6: three lack (6-3)/6 for half the
    /// time, theta under 25, and waste (3-2)/2, theta over 25; four, its mean, lack 2/6, 16.67, and waste 2/2, 50; tau
    /// is 50 in all. The speedup is the fourth root of 16.67 / 25 * 50 / 25 = 4 / 3.
    /// </summary>
    [Fact]
    public void A_value_known_only_for_some_loads_shows_their_number()
    {
        LoadTrace other = SyntheticTrace.Steps(TimeSpan.FromMinutes(1), (20, 5), (60, 5)) with { Name = "other" };
        TournamentReport report = new Tournament
        {
            Entries = [new("three", new FixedSizing { Size = 3 })],
            Traces = [Load, other],
            Model = Model with { InitialNodes = 3 },
            SeedCount = 3,
        }.Run();

        string[][] csv = [.. TournamentTable.ToCsv(report).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        ChartTable page = BacktestPage.Create("page", report).Sections.Single(section => section.Title == "Elasticity").Table!;

        csv[1][Array.IndexOf(csv[0], "samples")].ShouldBe("2");
        csv[1][Array.IndexOf(csv[0], "elastic_speedup_known")].ShouldBe("1");
        double.Parse(csv[1][Array.IndexOf(csv[0], "elastic_speedup")], CultureInfo.InvariantCulture)
            .ShouldBe(Math.Pow(4.0 / 3, 0.25), 1e-9);
        csv[1][Array.IndexOf(csv[0], "elastic_speedup_margin")].ShouldBe("");
        page.Rows[0][^1].ShouldBe("1.07 (1 of 2 loads)");
        TournamentTable.ToText(report).ShouldContain("1.07 (1 of 2 loads)");
        page.Rows.Single(row => row[0] == "static mean")[^1].ShouldBe("1 ± 0");
    }

    [Fact]
    public void The_text_of_a_tournament_lists_the_winner_first_and_each_policy_once()
    {
        string[] lines = TournamentTable.ToText(Report).Split('\n');

        lines[1].ShouldContain(Report.Results[0].Name);
        lines.Count(line => line.StartsWith("two", StringComparison.Ordinal)).ShouldBe(1);
        lines.Single(line => line.StartsWith("two", StringComparison.Ordinal)).ShouldContain("16.67 ± 0");
    }

    /// <summary>
    /// 20 nodes at 0.10 for 60 hours cost 120 and are 1,200 node hours; steps of 10 s add up 21,600 numbers.
    /// </summary>
    [Theory]
    [InlineData(10)]
    [InlineData(7)]
    [InlineData(1)]
    public void Sums_over_many_steps_show_no_rounding_errors(int stepSeconds)
    {
        LoadTrace load = SyntheticTrace.Constant(
            100,
            TimeSpan.FromSeconds(stepSeconds),
            (60 * 3600 / stepSeconds) + (60 * 3600 % stepSeconds == 0 ? 0 : 1)
        );
        BacktestReport report = Backtest.Run(
            new FixedSizing { Size = 20 },
            load,
            Model with
            {
                InitialNodes = 20,
                PricePerHour = 0.1,
            },
            "twenty"
        );
        double hours = 20 * load.Values.Count * stepSeconds / 3600.0;

        string[][] csv = [.. BacktestTable.ToCsv([report]).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];

        csv[1][Array.IndexOf(csv[0], "cost")].ShouldBe((hours / 10).ToString("G12", CultureInfo.InvariantCulture));
        csv[1][Array.IndexOf(csv[0], "node_hours")].ShouldBe(hours.ToString("G12", CultureInfo.InvariantCulture));
        csv[1][Array.IndexOf(csv[0], "utilization_percent")].ShouldBe("50");
        report.Cost.ShouldBe(hours / 10, 1e-12 * hours);
    }

    [Fact]
    public void A_policy_with_the_name_of_a_baseline_is_rejected() =>
        Should.Throw<Scalewright.Decisions.DecisionException>(() =>
            new Tournament
            {
                Entries = [new("static mean", new FixedSizing { Size = 1 })],
                Traces = [Load],
                Model = Model,
            }.Run()
        );
}
