namespace Sdk.Tests.Decisions.Backtesting;

public class TournamentTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Tournament Games = new()
    {
        Entries = [new("one", new FixedSizing { Size = 1 }), new("ten", new FixedSizing { Size = 10 }), new("tracking", Tracking(80))],
        Traces = [SyntheticTrace.Daily(1, Minute, 1, 800), SyntheticTrace.Daily(2, Minute, 1, 400)],
        Model = new BacktestModel
        {
            NodeCapacity = 100,
            FailuresPerHour = 0.1,
            BootJitter = Minute,
        },
        SeedCount = 5,
    };

    [Fact]
    public void Tournament_results_are_independent_of_the_number_of_threads()
    {
        TournamentReport alone = (Games with { MaxDegreeOfParallelism = 1 }).Run();
        TournamentReport together = (Games with { MaxDegreeOfParallelism = 4 }).Run();

        together.Results.ShouldBe(alone.Results);
        together.Reports.ShouldBe(alone.Reports);
        alone.Reports.Count.ShouldBe(3 * 2 * 5);
    }

    [Fact]
    public void Results_are_ordered_by_score_and_mark_Pareto_optimal_policies()
    {
        TournamentReport report = Games.Run();

        report.Results.Select(one => one.Score.Mean).ShouldBeInOrder();
        report.Results.Single(one => one.Name == "one").IsParetoOptimal.ShouldBeTrue("nothing is cheaper than one node");
        report.ToString().Split('\n')[1].ShouldContain(report.Results[0].Name);
    }

    /// <summary>By hand: deviation 1.29099, standard error 0.64550, times 3.18245 for 3 degrees of freedom.</summary>
    [Fact]
    public void The_margin_of_an_estimate_follows_the_Student_t_distribution()
    {
        Estimate estimate = Estimate.FromSamples([1, 2, 3, 4]);

        estimate.Mean.ShouldBe(2.5);
        estimate.Margin.ShouldBe(2.05426, 0.00001);
    }

    /// <summary>
    /// By hand: loads of 10, 20 and 30 have a deviation of 10, a standard error of 5.7735, and Student's t for 2
    /// degrees of freedom is 4.30265 (mpmath; NIST/SEMATECH e-Handbook: 4.303).
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void The_margin_over_several_loads_is_independent_of_the_seed_count(int seeds)
    {
        TournamentResult first = Scored(3, seeds, (_, run) => 10 * ((run / seeds) + 1)).Results[0];
        TournamentResult spread = Scored(3, 2, (_, run) => (10 * ((run / 2) + 1)) + (run % 2 == 0 ? -5 : 5)).Results[0];

        (first.Score.Mean, spread.Score.Mean).ShouldBe((20, 20));
        first.Score.Margin.ShouldBe(24.8414, 0.0001);
        spread.Score.Margin.ShouldBe(24.8414, 0.0001, "chance within a load does not count as a load");
    }

    /// <summary>Samples 1, 2, 3, 4 as in the test of Student's t distribution.</summary>
    [Fact]
    public void The_margin_for_a_single_load_is_taken_over_its_seeds() =>
        Scored(1, 4, (_, run) => run + 1).Results[0].Score.Margin.ShouldBe(2.05426, 0.00001);

    /// <summary>
    /// Interval: an independent program with the published generator and percentile bootstrap gives 1.1 to 4.6, and 1.1
    /// to 4.7 of one load. It is then expanded from the mean by hand: by the root of 5/4 and Student's 2.30600 over 1.95996,
    /// and by the root of 10/9 and 2.26216 over 1.95996.
    /// </summary>
    [Theory]
    [InlineData(2, 5, 0.5953, 5.1993)]
    [InlineData(1, 10, 0.7534, 5.1332)]
    public void A_paired_difference_has_an_expanded_bootstrap_interval_stratified_by_load(int loads, int seeds, double low, double high)
    {
        double[] differences = [1, 2, 3, 4, 5, -1, 0, 1, 2, 10];
        TournamentReport report = Scored(loads, seeds, (name, run) => name == "worse" ? 100 + differences[run] : 100);

        PairedDifference difference = report.Compare("worse", "better", resamples: 1000, seed: 7);

        difference.Mean.ShouldBe(2.7, 1e-9);
        difference.Low.ShouldBe(low, 1e-4);
        difference.High.ShouldBe(high, 1e-4);
        difference.IsSignificant.ShouldBeTrue();
        report.Compare("worse", "better", resamples: 1000, seed: 7).ShouldBe(difference);
    }

    [Fact]
    public void A_paired_difference_of_a_single_seed_has_no_interval_and_is_not_significant()
    {
        PairedDifference difference = Scored(3, 1, (name, _) => name == "worse" ? 1000 : 0).Compare("worse", "better");

        (difference.Mean, difference.Low, difference.High).ShouldBe((1000, double.NaN, double.NaN));
        difference.IsSignificant.ShouldBeFalse();
        difference.ToString().ShouldBe("1000");
    }

    /// <summary>Over many experiments with few seeds, about 95 of 100 intervals contain the true mean.</summary>
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    [InlineData(4, 4)]
    public void About_95_percent_of_intervals_from_few_seeds_contain_the_true_mean(int loads, int seeds)
    {
        const int Experiments = 1000;
        Random chance = new(20261121);
        int held = 0;
        for (int experiment = 0; experiment < Experiments; experiment++)
        {
            double[] differences =
            [
                .. Enumerable
                    .Range(0, loads * seeds)
                    .Select(_ => Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble())),
            ];
            PairedDifference difference = Scored(loads, seeds, (name, run) => name == "worse" ? 10 + differences[run] : 0)
                .Compare("worse", "better", resamples: 400);
            held += difference.Low <= 10 && difference.High >= 10 ? 1 : 0;
        }

        held.ShouldBeInRange(915, 975);
    }

    /// <summary>The interval of the normal distribution: 1.96 standard errors to each side.</summary>
    [Fact]
    public void The_interval_of_many_differences_approaches_the_normal_interval()
    {
        double[] differences = [.. Enumerable.Range(0, 200).Select(index => index * 37 % 200 / 200.0)];
        double margin = 1.96 * Math.Sqrt(((200.0 * 200) - 1) / 12) / 200 / Math.Sqrt(200);

        PairedDifference difference = Scored(1, 200, (name, run) => name == "worse" ? differences[run] : 0).Compare("worse", "better");

        difference.Low.ShouldBe(0.4975 - margin, 0.003);
        difference.High.ShouldBe(0.4975 + margin, 0.003);
    }

    [Fact]
    public void Variation_common_to_both_policies_cancels_out_of_their_paired_difference()
    {
        TournamentReport report = Scored(1, 10, (name, run) => (1000 * (run % 3)) + (name == "worse" ? 1 : 0));

        report.Results.ShouldAllBe(one => one.Score.Margin > 100, "alone nothing can be told");
        report.Results[0].DifferenceToWinner.ShouldBeNull();
        report.Results[1].DifferenceToWinner.ShouldBe(new PairedDifference("worse", "better", 1, 1, 1));
        report.ToString().ShouldContain("1 (1 to 1)");
    }

    [Fact]
    public void A_policy_compared_with_itself_has_no_difference_and_an_unknown_one_is_rejected()
    {
        TournamentReport report = Games.Run();

        report.Compare("ten", "ten").ShouldBe(new PairedDifference("ten", "ten", 0, 0, 0));
        report.Compare("ten", "ten").IsSignificant.ShouldBeFalse();
        Should.Throw<ArgumentException>(() => report.Compare("ten", "eleven")).Message.ShouldContain("there are one, ten, tracking");
        Should.Throw<ArgumentOutOfRangeException>(() => report.Compare("ten", "one", resamples: 99));
    }

    [Fact]
    public void A_parameter_search_tries_every_combination_and_lists_the_best_first()
    {
        TournamentReport report = new ParameterSearch
        {
            Ranges = [new ParameterRange("target", 20, 100, 5), new ParameterRange("minimum", 1, 2, 2)],
            CreatePolicy = values => Tracking(values[0]) with { MinNodes = (int)values[1] },
            Traces = Games.Traces,
            Model = Games.Model,
        }.Run();

        report.Results.Count.ShouldBe(10);
        report.Results.Select(one => one.Name).ShouldContain("target 40, minimum 2");
        report.Results[0].Score.Mean.ShouldBeLessThanOrEqualTo(report.Results[^1].Score.Mean);
    }

    [Fact]
    public void A_parameter_search_skips_and_reports_combinations_that_the_policy_rejects()
    {
        ParameterSearch search = new()
        {
            Ranges = [new ParameterRange("target", 0, 100, 3), new ParameterRange("minimum", 1, 2, 2)],
            CreatePolicy = values => values[1] == 2 && values[0] == 50 ? Tried(new FixedSizing { Size = -1 }) : Tracking(values[0]),
            Traces = Games.Traces,
            Model = Games.Model,
        };

        TournamentReport report = search.Run();

        report.Results.Count.ShouldBe(3);
        report.Rejected.Select(refusal => refusal.Name).ShouldBe(["target 0, minimum 1", "target 0, minimum 2", "target 50, minimum 2"]);
        report
            .Rejected.Select(refusal => refusal.Problems[0].Field)
            .ShouldBe(["target 0, minimum 1.Target", "target 0, minimum 2.Target", "target 50, minimum 2.Size"]);
        report.ToString().ShouldContain("left out: 3 combinations");
        Games.Run().Rejected.ShouldBeEmpty();
        Should.Throw<DecisionException>(() => (search with { CreatePolicy = _ => Tracking(-1) }).Run()).Problems.Count.ShouldBe(6);
    }

    /// <summary>By hand: one node is best for a load of one node, four for a load of four.</summary>
    [Fact]
    public void A_policy_is_tuned_on_all_loads_but_the_one_that_it_is_selected_for()
    {
        LoadTrace[] loads =
        [
            SyntheticTrace.Constant(1, Minute, 20) with
            {
                Name = "low",
            },
            SyntheticTrace.Constant(4, Minute, 20) with
            {
                Name = "high",
            },
        ];
        BacktestModel model = new()
        {
            NodeCapacity = 1,
            InitialNodes = 4,
            BootDelay = TimeSpan.Zero,
        };
        ParameterSearch search = new()
        {
            Ranges = [new("size", 1, 4, 4)],
            CreatePolicy = values => new FixedSizing { Size = (int)values[0] },
            Traces = [.. loads],
            Model = model,
        };

        ValueMap<ISizingPolicy> selected = search.SelectForEachTrace();
        TournamentReport report = new Tournament
        {
            Entries = [new("tuned", new FixedSizing { Size = 2 }) { TracePolicies = selected }],
            Traces = [.. loads, loads[0] with { Name = "other" }],
            Model = model,
            SeedCount = 1,
        }.Run();

        selected["low"].ShouldBe(new FixedSizing { Size = 4 });
        selected["high"].ShouldBe(new FixedSizing { Size = 1 });
        report
            .Reports.Select(one => one.Steps[^1].ReadyCount)
            .ShouldBe([4, 1, 2], "a load without a policy of its own has that of the entry");
    }

    [Fact]
    public void The_policy_of_each_load_is_validated()
    {
        string load = Games.Traces[0].Name;
        Tournament wrong = Games with
        {
            Entries =
            [
                new("a", Tracking(50))
                {
                    TracePolicies = ValueMap<ISizingPolicy>.Empty.With(load, Tracking(0)).With("monday", Tracking(50)),
                },
            ],
        };

        Should
            .Throw<DecisionException>(() => wrong.Run())
            .Problems.Select(problem => problem.Field)
            .ShouldBe([$"a.{load}.Target", "a.monday"]);
    }

    [Fact]
    public void A_policy_cannot_be_tuned_on_other_loads_if_there_is_one()
    {
        ParameterSearch search = new()
        {
            Ranges = [new("target", 50, 90, 2)],
            CreatePolicy = values => Tracking(values[0]),
            Traces = [Games.Traces[0]],
            Model = Games.Model,
        };

        Should.Throw<DecisionException>(() => search.SelectForEachTrace()).Problems[0].Field.ShouldBe("traces");
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(0, 5)]
    [InlineData(5, int.MinValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_parameter_search_with_invalid_ranges_or_seed_count_is_rejected(int first, int second)
    {
        ParameterSearch search = new()
        {
            Ranges = [new("a", 1, 2, first), new("b", 1, 2, second)],
            CreatePolicy = _ => Tracking(50),
            Traces = Games.Traces,
            Model = Games.Model,
        };

        Should
            .Throw<DecisionException>(() => search.Run())
            .Problems.ShouldAllBe(problem => problem.Field.StartsWith("ranges", StringComparison.Ordinal));
        Should
            .Throw<DecisionException>(() => (search with { Ranges = [new("a", double.NaN, 2, 2)] }).Run())
            .Problems[0]
            .Field.ShouldBe("ranges.a");
        Should
            .Throw<DecisionException>(() => (search with { Ranges = [new("a", 1, 2, 2)], SeedCount = -1 }).Run())
            .Problems[0]
            .Field.ShouldBe("seeds");
    }

    [Fact]
    public void A_tournament_reports_all_problems_of_its_entries_at_once()
    {
        Tournament wrong = Games with { Entries = [new("a", new FixedSizing { Size = -1 }), new("a", Tracking(0))], SeedCount = 0 };

        Should
            .Throw<DecisionException>(() => wrong.Run())
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["seeds", "a.Size", "a.Target", "entries"]);
    }

    private static TournamentReport Scored(int loads, int seeds, Func<string, int, double> score) =>
        new Tournament
        {
            Entries = [new("better", new FixedSizing { Size = 1 }), new("worse", new FixedSizing { Size = 2 })],
            Traces = [.. Enumerable.Range(0, loads).Select(load => SyntheticTrace.Constant(1, Minute, 1) with { Name = $"{load}" })],
            Model = new BacktestModel { NodeCapacity = 1, Seed = 0 },
            SeedCount = seeds,
            IncludeBaselines = false,
            MaxDegreeOfParallelism = 1,
            Score = report =>
                score(
                    report.Name,
                    (int.Parse(report.Trace.Name, System.Globalization.CultureInfo.InvariantCulture) * seeds) + report.Model.Seed
                ),
        }.Run();

    private static ISizingPolicy Tried(ISizingPolicy policy) => Backtest.Run(policy, Games.Traces[0], Games.Model).Policy;

    private static TargetTrackingSizing Tracking(double target) =>
        new()
        {
            Metric = BacktestModel.LoadPerNodeMetric,
            Target = target,
            MinNodes = 1,
            MaxNodes = 50,
        };
}
