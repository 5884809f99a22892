using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

public class EngineDoubtTests
{
    private static readonly DecisionEngineBuilder Plain = DecisionEngine
        .Create("web")
        .AddCloud("hotel", maxNodes: 4)
        .UseSizing(new FixedSizing { Size = 2 });

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public Task A_placement_outside_the_limits_of_a_cloud_fails_the_cycle_and_holds_the_size(int count) =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                await EngineRun.CyclesAsync(Plain, 1, cluster, cancellationToken);

                EngineCycle[] cycles = await EngineRun.CyclesAsync(
                    Plain.UsePlacement(new Constant { Count = count }),
                    2,
                    cluster,
                    cancellationToken
                );

                cycles.ShouldAllBe(cycle => cycle.Outcome == EngineOutcome.Failed && cycle.Decision.To == 2);
                cycles[0].Problems.ShouldHaveSingleItem().Message.ShouldBe($"'Constant' wants {count} nodes in cloud 'hotel'");
                cycles[0].Events.ShouldContain(told => told.Kind == EngineEventKind.Failed);
                cluster.Nodes.Count.ShouldBe(2);
            }
        );

    [Fact]
    public void Policy_members_that_throw_are_reported_as_problems_with_the_policy_name()
    {
        Sulking sulking = new();
        LoadTrace trace = SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 3);
        BacktestModel model = new() { NodeCapacity = 1 };

        Problem[][] told =
        [
            [
                .. Should
                    .Throw<DecisionException>(() => DecisionEngine.Create("web").UseSizing(sulking).UsePlacement(sulking).Build())
                    .Problems,
            ],
            [.. Should.Throw<DecisionException>(() => Backtest.Run(sulking, trace, model with { Placement = sulking })).Problems],
            [
                .. Should
                    .Throw<DecisionException>(() =>
                        new Tournament
                        {
                            Entries = [new("mine", sulking)],
                            Traces = [trace],
                            Model = model,
                        }.Run()
                    )
                    .Problems,
            ],
        ];

        told.Select(problems => problems.Length).ShouldBe([4, 4, 2], "each member that throws, of sizing and of placement");
        told.SelectMany(problems => problems)
            .ShouldAllBe(problem =>
                problem.Code == ProblemCode.PolicyFailed
                && problem.Message.StartsWith("'Sulking' threw NotSupportedException: ", StringComparison.Ordinal)
            );
        told[2].ShouldAllBe(problem => problem.Field == "mine");
    }

    [Fact]
    public void A_tournament_reports_the_entry_that_reads_an_unmeasured_metric()
    {
        Tournament tournament = new()
        {
            Entries =
            [
                new("good", new FixedSizing { Size = 1 }),
                new(
                    "blind",
                    new ThresholdSizing
                    {
                        Metric = "humidity",
                        UpperThreshold = 1,
                        LowerThreshold = 0,
                    }
                ),
            ],
            Traces = [SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 3)],
            Model = new() { NodeCapacity = 1 },
        };

        Problem problem = Should.Throw<DecisionException>(() => tournament.Run()).Problems.ShouldHaveSingleItem();

        problem.Field.ShouldBe("blind");
        problem.Message.ShouldStartWith("it reads 'humidity', which no source measures");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_backtest_rejects_a_placement_outside_the_limits_of_a_cloud(int count)
    {
        LoadTrace trace = SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 3);
        BacktestModel limited = new()
        {
            NodeCapacity = 1,
            Clouds = [new DomainCloud("hotel", 4)],
            Placement = new Constant { Count = count },
        };

        Should
            .Throw<DecisionException>(() => Backtest.Run(new FixedSizing { Size = 2 }, trace, limited))
            .Message.ShouldContain("'Constant' wants");
    }

    [Theory]
    [InlineData(0, 0, "keeps only 0 of 3 existing nodes, but 3 are desired")]
    [InlineData(50, null, "places 50 nodes, but only 3 are desired")]
    [InlineData(0, null, "keeps only 0 of 3 existing nodes, but 3 are desired")]
    [InlineData(0, 3, "reports 3 placed nodes, but its counts add up to 0")]
    [InlineData(8, 8, "places 8 nodes, but only 3 are desired")]
    public void A_placement_inconsistent_with_the_desired_size_is_rejected(int count, int? told, string found)
    {
        LoadTrace trace = SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 3);
        BacktestModel model = new()
        {
            NodeCapacity = 1,
            InitialNodes = 3,
            Placement = new Constant { Count = count, Told = told },
        };

        Should
            .Throw<DecisionException>(() => Backtest.Run(new FixedSizing { Size = 3 }, trace, model))
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe($"'Constant' {found}");
    }

    [Fact]
    public void An_unknown_metric_of_a_custom_policy_is_reported_with_a_suggestion() =>
        Should
            .Throw<DecisionException>(() =>
                Backtest.Run(new Own(), SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 3), new BacktestModel { NodeCapacity = 1 })
            )
            .Message.ShouldContain("did you mean 'load'?");

    [Fact]
    public void A_backtest_rejects_a_placement_beyond_its_maximum_size() =>
        Should
            .Throw<DecisionException>(() =>
                Backtest.Run(
                    new FixedSizing { Size = 2 },
                    SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 3),
                    new BacktestModel
                    {
                        NodeCapacity = 1,
                        Placement = new Constant { Count = int.MaxValue },
                    }
                )
            )
            .Message.ShouldContain("use at most 100000 in all clouds together");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_policy_that_throws_fails_its_cycle_and_is_called_again_in_the_next(bool isSizing) =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                DecisionEngineBuilder builder = isSizing ? Plain.UseSizing(new Thrower()) : Plain.UsePlacement(new Thrower());

                EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 3, cluster, cancellationToken);

                cycles.ShouldAllBe(cycle =>
                    cycle.Outcome == EngineOutcome.Failed && cycle.Problems[0].Message == "'Thrower' threw FormatException: no policy"
                );
            }
        );

    [Fact]
    public Task A_listener_that_throws_fails_its_cycle_but_nodes_are_created() =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                EngineCycle[] cycles = await EngineRun.CyclesAsync(Plain.WithListener(new Thrower()), 2, cluster, cancellationToken);

                cycles.Select(cycle => cycle.Outcome).ShouldBe([EngineOutcome.Failed, EngineOutcome.Unchanged]);
                cycles[0].Problems.ShouldHaveSingleItem().Message.ShouldBe("the listener threw FormatException: no policy");
                cluster.Nodes.Count.ShouldBe(2);
            }
        );

    [Fact]
    public Task A_second_live_engine_on_the_same_domain_is_rejected() =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                await using IAsyncEnumerator<EngineCycle> first = Plain
                    .Build()
                    .RunAsync(cluster, cancellationToken)
                    .GetAsyncEnumerator(cancellationToken);
                await first.MoveNextAsync();

                DecisionException refused = await Thrown.ByAsync<DecisionException>(() =>
                    EngineRun.CyclesAsync(Plain, 1, cluster, cancellationToken)
                );
                await EngineRun.CyclesAsync(Plain.WithShadowMode(), 1, cluster, cancellationToken);
                await EngineRun.CyclesAsync(Plain.WithDryRun(), 1, cluster, cancellationToken);
                await first.DisposeAsync();

                refused.Problems.ShouldHaveSingleItem().Message.ShouldBe("another engine controls domain 'web' of cluster 'demo'");
                (await EngineRun.CyclesAsync(Plain, 1, cluster, cancellationToken)).ShouldHaveSingleItem();
            }
        );

    [Fact]
    public Task An_unbounded_size_is_lowered_to_the_maximum_of_the_engine() =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                DecisionEngineBuilder builder = DecisionEngine
                    .Create("web")
                    .UseSizing(new FixedSizing { Size = int.MaxValue })
                    .WithDryRun();

                EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 1, cluster, cancellationToken);

                cycles[0].Decision.To.ShouldBe(100_000);
                cycles[0].Decision.Reason.ShouldContain("lowered to the maximum: 100000");
                (await EngineRun.CyclesAsync(builder.WithOptions(options => options with { MaxNodes = 7 }), 1, cluster, cancellationToken))[
                    0
                ]
                    .Decision.To.ShouldBe(7);
            }
        );

    [Fact]
    public void A_proposed_size_beyond_the_integer_range_holds_the_size()
    {
        Decision decision = Plain
            .UseSizing(new Follower())
            .Build()
            .Preview(
                Topology.Create("demo").Build().WithDomain(new Domain("web") { Capacity = 3 }),
                _ => NodeState.Ready,
                [MetricReading.FromValue("load", 1e15)],
                default
            );

        (decision.To, decision.Cause).ShouldBe((3, DecisionCause.NotANumber));
        decision.Explain().Value.ShouldBe(3);
    }

    [Fact]
    public void A_backtest_with_extreme_sizes_completes_within_its_maximum_size()
    {
        LoadTrace trace = SyntheticTrace.Steps(
            TimeSpan.FromMinutes(1),
            [.. Enumerable.Range(0, 2000).Select(step => (step % 2 == 0 ? 1e9 : 0, 1))]
        );
        TargetTrackingSizing sizing = new()
        {
            Metric = BacktestModel.LoadPerNodeMetric,
            Target = 1,
            MinNodes = 0,
            MaxNodes = int.MaxValue,
        };
        BacktestModel wild = new()
        {
            NodeCapacity = 1,
            BootJitter = TimeSpan.FromHours(1),
            BootFailureProbability = 0.5,
            FailuresPerHour = 1e300,
        };

        BacktestReport report = Backtest.Run(sizing, trace, wild);

        report.PeakNodes.ShouldBeLessThanOrEqualTo(100_000);
        report.Steps.Count.ShouldBe(2000);
        Backtest.Compare(sizing, trace, wild with { FailuresPerHour = 0 }).Max(rival => rival.PeakNodes).ShouldBe(100_000);
    }

    [Fact]
    public void A_backtest_accepts_steps_of_one_tick()
    {
        BacktestReport report = Backtest.Run(
            new FixedSizing { Size = 2 },
            SyntheticTrace.Constant(1, TimeSpan.FromTicks(1), 5),
            new BacktestModel
            {
                NodeCapacity = 1,
                BootDelay = TimeSpan.FromDays(1),
                WarmUpPeriod = TimeSpan.FromDays(1),
            }
        );

        report.Steps[^1].InFlightCount.ShouldBe(1);
    }

    [Fact]
    public void A_load_that_ends_after_the_year_9999_is_rejected()
    {
        LoadTrace late = SyntheticTrace.Constant(1, TimeSpan.FromHours(1), 5) with
        {
            Start = DateTimeOffset.MaxValue - TimeSpan.FromHours(2),
        };

        Should
            .Throw<DecisionException>(() => Backtest.Run(new FixedSizing { Size = 1 }, late, new BacktestModel { NodeCapacity = 1 }))
            .Message.ShouldContain("after the year 9999");
        Should
            .Throw<ArgumentOutOfRangeException>(() => SyntheticTrace.Constant(1, TimeSpan.MaxValue, 5))
            .Message.ShouldContain("after the year 9999");
    }

    [Fact]
    public void Build_rejects_out_of_range_durations_and_a_negative_state_length()
    {
        DecisionEngineBuilder wrong = Plain
            .UseSizing(new Thrower { StateLength = -1 })
            .WithCycleInterval(TimeSpan.FromTicks(1))
            .WithCycleTimeout(TimeSpan.MaxValue);

        Should
            .Throw<DecisionException>(() => wrong.Build())
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["Sizing.GetStateLength", "CycleInterval", "CycleTimeout"]);
        Should
            .Throw<DecisionException>(() => Plain.WithOptions(options => options with { Placement = null! }).Build())
            .Problems[0]
            .Field.ShouldBe("Placement");
        Should.Throw<ArgumentNullException>(() => Plain.AddMetric(null!, (_, _) => Task.FromResult(0.0)));
        Should.Throw<ArgumentNullException>(() => Plain.AddMetric("m", null!));
    }

    [Fact]
    public void A_tournament_of_more_than_a_million_backtests_is_rejected()
    {
        Tournament wrong = new()
        {
            Entries = [new("a", new FixedSizing { Size = 1 })],
            Traces = [SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 1)],
            Model = new BacktestModel { NodeCapacity = 1 },
            SeedCount = int.MaxValue,
        };

        Should.Throw<DecisionException>(() => wrong.Run()).Message.ShouldContain("more than 1000000 back-tests");
    }

    private static async Task RunAsync(Func<LiveCluster, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 11 };
        await provider.RunAsync(async cancellationToken =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Topology.Create("demo").Build())
                .UseProvider(provider)
                .ProvisionAsync(cancellationToken);
            await program(cluster, cancellationToken);
        });
    }

    private sealed class Follower : ISizingPolicy
    {
        private static readonly DecisionRule Rule = new("follower", "load", ["load"], input => input.A);

        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state) =>
            Decision.FromRule(
                observation.Timestamp,
                observation.DesiredCount,
                Rule,
                new DecisionInputs(observation.FindMetric("load").Value)
            );
    }

    private sealed record Own : SizingPolicy<long>
    {
        public override ValueList<string> MetricNames => ["laod"];

        protected override Decision Decide(in DomainObservation observation, ref long state) =>
            Decision.Hold(observation.Timestamp, observation.DesiredCount);
    }

    private sealed class Constant : IPlacementPolicy
    {
        public int Count { get; init; }

        public int? Told { get; init; }

        public int GetStateLength(int cloudCount) => 0;

        public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
        {
            counts.Fill(Count);
            return Told is { } told
                ? new Placement(desired, told, told == desired ? DecisionCause.None : DecisionCause.InsufficientCapacity)
                : Placement.FromCounts(Math.Max(0, Count), counts);
        }
    }

    private sealed class Thrower : ISizingPolicy, IPlacementPolicy, IProgress<EngineEvent>
    {
        public int StateLength { get; init; }

        int IPlacementPolicy.GetStateLength(int cloudCount) => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state) => throw new FormatException("no policy");

        public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts) =>
            throw new FormatException("no policy");

        public void Report(EngineEvent value) => throw new FormatException("no policy");

        ValueList<Problem> ISizingPolicy.Check() => [];

        ValueList<Problem> IPlacementPolicy.Check() => [];
    }

    private sealed class Sulking : ISizingPolicy, IPlacementPolicy
    {
        public int StateLength => throw new NotSupportedException("a");

        int IPlacementPolicy.GetStateLength(int cloudCount) => throw new NotSupportedException("b");

        ValueList<Problem> ISizingPolicy.Check() => throw new NotSupportedException("c");

        ValueList<Problem> IPlacementPolicy.Check() => throw new NotSupportedException("d");

        public void Initialize(in DomainObservation observation, Span<long> state) { }

        public Decision Decide(in DomainObservation observation, Span<long> state) =>
            Decision.Hold(observation.Timestamp, observation.DesiredCount);

        public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts) =>
            Placement.FromCounts(desired, counts);
    }
}
