namespace Sdk.Tests.Decisions.Backtesting;

public class BacktestTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly BacktestModel Plain = new() { NodeCapacity = 4, BootDelay = TimeSpan.Zero };

    private static readonly ThresholdSizing Threshold = new()
    {
        Metric = BacktestModel.LoadPerNodeMetric,
        UpperThreshold = 90,
        LowerThreshold = 40,
        MinNodes = 1,
        MaxNodes = 100,
        ScaleOutCooldown = Minute,
        ScaleInCooldown = Minute * 5,
    };

    private static readonly BacktestModel Web = new()
    {
        NodeCapacity = 100,
        InitialNodes = 1,
        BootDelay = Minute * 2,
        BootJitter = Minute,
        WarmUpPeriod = Minute,
        FailuresPerHour = 0.05,
        BootFailureProbability = 0.02,
        PricePerHour = 0.1,
    };

    [Fact]
    public void The_cost_of_a_static_size_is_its_node_hours()
    {
        BacktestReport report = Backtest.Run(
            new FixedSizing { Size = 2 },
            SyntheticTrace.Constant(8, TimeSpan.FromHours(1), 3),
            Plain with
            {
                InitialNodes = 2,
            }
        );

        report.Cost.ShouldBe(6);
        report.NodeHours.ShouldBe(6);
        report.ViolationPercent.ShouldBe(0);
        report.UtilizationPercent.ShouldBe(100);
        report.MeasureElasticity().Deviation.ShouldBe(0);
    }

    [Fact]
    public void A_node_is_ready_after_its_boot_delay_and_is_charged_from_its_request()
    {
        BacktestReport report = Backtest.Run(
            new FixedSizing { Size = 2 },
            SyntheticTrace.Constant(0, TimeSpan.FromHours(1), 4),
            Plain with
            {
                InitialNodes = 0,
                BootDelay = TimeSpan.FromHours(2),
            }
        );

        report.Steps.Select(step => step.ReadyCount).ShouldBe([0, 0, 2, 2]);
        report.Steps.Select(step => step.InFlightCount).ShouldBe([0, 2, 0, 0]);
        report.Cost.ShouldBe(2 * 3, "ordered at the end of the first hour");
    }

    [Fact]
    public void Excess_load_is_queued_and_a_queue_longer_than_a_step_is_a_violation()
    {
        LoadTrace trace = SyntheticTrace.Steps(Minute, (10, 1), (0, 2));

        BacktestReport waits = Backtest.Run(new FixedSizing { Size = 1 }, trace, Plain);
        BacktestReport loses = Backtest.Run(new FixedSizing { Size = 1 }, trace, Plain with { MaxQueue = 0 });

        waits.Steps.Select(step => step.Queue).ShouldBe([6, 2, 0]);
        waits.Steps.Select(step => step.IsViolation).ShouldBe([true, false, false], "6 is more than a step of 4");
        loses.LostPercent.ShouldBe(60);
    }

    [Fact]
    public void A_warming_node_serves_with_reduced_capacity()
    {
        BacktestReport report = Backtest.Run(
            new FixedSizing { Size = 1 },
            SyntheticTrace.Constant(4, Minute, 5),
            Plain with
            {
                InitialNodes = 0,
                WarmUpPeriod = Minute * 2,
                WarmUpCapacityRatio = 0.5,
            }
        );

        report.Steps.Select(step => step.Queue).ShouldBe([4, 6, 6, 6, 6], "served 0, 2, then 4 of each 4");
    }

    [Fact]
    public void Failed_metrics_hold_the_size()
    {
        LoadTrace trace = SyntheticTrace.Steps(Minute, (100, 10), (1000, 10));

        BacktestReport report = Backtest.Run(
            Threshold with
            {
                ScaleOutCooldown = TimeSpan.Zero,
            },
            trace,
            Web with
            {
                Outages = [new MetricOutage(Minute * 8, Minute * 7)],
            }
        );

        Decision[] decisions = [.. report.Decisions];
        decisions[8..15].ShouldAllBe(decision => !decision.IsChange && decision.Cause == DecisionCause.MetricFailed);
        decisions[15..].ShouldContain(decision => decision.To > decision.From);
    }

    [Fact]
    public void Failed_nodes_are_replaced()
    {
        BacktestReport report = Backtest.Run(
            new FixedSizing { Size = 10 },
            SyntheticTrace.Constant(1, Minute, 10_000),
            Plain with
            {
                InitialNodes = 10,
                FailuresPerHour = 0.5,
                BootDelay = Minute,
            }
        );

        // 10 nodes for 10,000 minutes at one failure in two hours: 833 on average, and slightly less while some boot.
        report.FailureCount.ShouldBeInRange(700, 950);
        report.MeanNodes.ShouldBeInRange(9.8, 10);
    }

    [Fact]
    public void Clouds_are_filled_in_order_and_charged_at_their_prices()
    {
        BacktestModel model = Plain with
        {
            InitialNodes = 0,
            Clouds = [new DomainCloud("hotel", 2) { PricePerHour = 1 }, new DomainCloud("sierra", 1) { PricePerHour = 3 }],
        };

        BacktestReport report = Backtest.Run(new FixedSizing { Size = 5 }, SyntheticTrace.Constant(0, TimeSpan.FromHours(1), 3), model);

        report.Steps[^1].ReadyCount.ShouldBe(3, "there is room for 3");
        report.Cost.ShouldBe(2 * (1 + 1 + 3));
    }

    [Fact]
    public void Equal_seeds_give_equal_reports_and_another_seed_gives_different_steps()
    {
        LoadTrace trace = SyntheticTrace.Daily(7, Minute, 2, 1000);

        BacktestReport first = Backtest.Run(Threshold, trace, Web);

        BacktestTable
            .ToCsv([Backtest.Run(Threshold, SyntheticTrace.Daily(7, Minute, 2, 1000), Web)])
            .ShouldBe(BacktestTable.ToCsv([first]));
        Backtest.Run(Threshold, trace, Web).Steps.ShouldBe(first.Steps);
        Backtest.Run(Threshold, trace, Web with { Seed = 2 }).Steps.ShouldNotBe(first.Steps);
    }

    [Fact]
    public void Every_logged_decision_explains_its_size_and_matches_the_desired_count()
    {
        BacktestReport report = Backtest.Run(Threshold, RecordedLoads.AzureCode, Web);

        Decision[] decisions = [.. report.Decisions];
        decisions.Length.ShouldBe(report.DecisionCount);
        decisions.Select(decision => decision.To).ShouldBe(report.Steps.Select(step => step.DesiredCount));
        decisions.ShouldAllBe(decision => decision.Explain().Value == decision.To);
        report.Changes.Count().ShouldBe(report.ChangeCount);
    }

    [Fact]
    public void A_backtest_allocates_less_than_25_bytes_per_step()
    {
        LoadTrace once = SyntheticTrace.Daily(1, Minute, 2, 1000);
        LoadTrace twice = SyntheticTrace.Daily(1, Minute, 4, 1000);

        // The minimum of several runs, because some include allocations of the JIT compiler.
        long difference = Enumerable.Range(0, 5).Min(_ => AllocatedBy(twice)) - Enumerable.Range(0, 5).Min(_ => AllocatedBy(once));

        // Each step is stored: 24 bytes. The load is checked and summed without a copy.
        (difference / (double)once.Values.Count).ShouldBeLessThan(24.5);
    }

    [Fact]
    public void Static_peak_and_clairvoyant_have_no_violations_and_clairvoyant_costs_less()
    {
        BacktestReport[] reports =
        [
            .. Backtest.Compare(Threshold, RecordedLoads.NasaWeek, Web with { FailuresPerHour = 0, BootFailureProbability = 0 }),
        ];

        reports.Select(report => report.Name).ShouldBe(["threshold", "static peak", "static mean", "clairvoyant"]);
        reports[1].ViolationPercent.ShouldBe(0);
        reports[3].ViolationPercent.ShouldBe(0);
        reports[3].Cost.ShouldBeLessThan(reports[1].Cost);
        reports[2].MeanNodes.ShouldBe(1, 0.01, "fewer than 100 requests a minute on average need one node");
    }

    [Fact]
    public void All_missed_goals_are_reported()
    {
        BacktestReport report = Backtest.Run(new FixedSizing { Size = 1 }, SyntheticTrace.Constant(40, Minute, 100), Plain);

        report.ThrowIfMissed(new BacktestGoals { MaxDirectionChangesPerDay = 0, MinUtilizationPercent = 99 });
        DecisionException missed = Should.Throw<DecisionException>(() =>
            report.ThrowIfMissed(
                new BacktestGoals
                {
                    MaxViolationPercent = 1,
                    MaxCost = 0.5,
                    MaxCostRatioToPeak = 0.05,
                    MaxDirectionChangesPerDay = 0,
                    MinUtilizationPercent = 101,
                    MaxDeviation = 1,
                }
            )
        );

        missed.Problems.Select(problem => problem.Field).ShouldBe(["violations", "cost", "cost of peak", "utilization", "deviation"]);
        missed.Problems.ShouldAllBe(problem => problem.Code == ProblemCode.GoalMissed);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Goals_that_are_negative_or_not_finite_are_rejected_together(double goal)
    {
        BacktestReport report = Backtest.Run(new FixedSizing { Size = 1 }, SyntheticTrace.Constant(40, Minute, 100), Plain);
        BacktestGoals goals = new()
        {
            MaxViolationPercent = goal,
            MaxLostPercent = goal,
            MaxCost = goal,
            MaxCostRatioToPeak = goal,
            MaxDirectionChangesPerDay = goal,
            MinUtilizationPercent = goal,
            MaxDeviation = goal,
        };

        DecisionException refused = Should.Throw<DecisionException>(() => report.ThrowIfMissed(goals));

        refused.Problems.Count.ShouldBe(7);
        refused.Problems.ShouldAllBe(problem => problem.Code == ProblemCode.OutOfRange);
        Should.Throw<DecisionException>(() => goals.FindMissed(report)).Problems.ShouldBe(refused.Problems);
    }

    [Fact]
    public void A_backtest_reports_all_problems_of_policy_load_and_model_at_once()
    {
        LoadTrace trace = new("bad", TimeSpan.Zero, [1, double.NaN]);

        DecisionException refused = Should.Throw<DecisionException>(() =>
            Backtest.Run(Threshold with { LowerThreshold = 99 }, trace, Plain with { NodeCapacity = 0, WarmUpCapacityRatio = 2 })
        );

        refused
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["LowerThreshold", "step", "values[1]", "NodeCapacity", "WarmUpCapacityRatio"]);
    }

    [Fact]
    public void A_backtest_of_an_engine_uses_its_bounds_and_clouds()
    {
        DecisionEngine engine = DecisionEngine
            .Create("pool")
            .AddCloud("hotel", 3)
            .UseSizing(new FixedSizing { Size = 50 })
            .WithBounds(0, 5)
            .Build();

        BacktestReport report = Backtest.Run(engine, SyntheticTrace.Constant(1, Minute, 5), Plain);

        report.Steps[^1].ShouldBe(new BacktestStep(5, 3, 0, false, 0));
    }

    [Fact]
    public void Invariants_hold_for_random_backtest_models() =>
        Prop.ForAll(Gen.Choose(0, 1000).Zip(Gen.Choose(0, 10)).Zip(Gen.Choose(0, 100)).ToArbitrary(), drawn =>
            {
                ((int seed, int minutes), int percent) = drawn;
                BacktestModel model = Web with
                {
                    Seed = seed,
                    BootDelay = Minute * minutes,
                    BootFailureProbability = percent / 200.0,
                    MetricFailureProbability = percent / 100.0,
                    Clouds = [new DomainCloud("a", 4) { PricePerHour = 1 }, new DomainCloud("b", percent) { PricePerHour = 2 }],
                };
                BacktestReport report = Backtest.Run(Threshold, SyntheticTrace.Daily(seed, Minute, 1, 2000), model);

                report.Steps.ShouldAllBe(step =>
                    step.ReadyCount >= 0
                    && step.InFlightCount >= 0
                    && step.ReadyCount + step.InFlightCount <= 4 + percent
                    && step.Queue >= 0
                );
                report.Cost.ShouldBeGreaterThanOrEqualTo(report.NodeHours * 0.999, "a node costs 1 at least, and is paid while it boots");
                report.ViolationPercent.ShouldBeInRange(0, 100);
                report.Decisions.Last().To.ShouldBe(report.Steps[^1].DesiredCount);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Backtest_tables_contain_all_reports_and_quote_CSV_cells()
    {
        BacktestReport report = Backtest.Run(new FixedSizing { Size = 1 }, SyntheticTrace.Constant(1, Minute, 2), Plain, "a, \"b\"");

        BacktestTable.ToCsv([report]).Split('\n')[1].ShouldStartWith("\"a, \"\"b\"\"\",constant,");
        BacktestTable.ToText([report]).Split('\n').Length.ShouldBe(3);
    }

    private static long AllocatedBy(LoadTrace trace)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Backtest.Run(Threshold, trace, Web);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
