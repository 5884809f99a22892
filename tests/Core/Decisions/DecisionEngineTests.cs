using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

public class DecisionEngineTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    private static readonly DecisionEngineBuilder Tutorial = DecisionEngine
        .Create("my_domain")
        .UseLaunchConfiguration(
            new LaunchConfiguration("my_launch_config")
            {
                Image = "hello-phantom.gz",
                InstanceType = "m1.small",
                KeyName = "phantomkey",
            }
        )
        .AddCloud("hotel", maxNodes: 4)
        .AddCloud("sierra", maxNodes: 4);

    /// <summary>Uses the sizes and times of the Phantom tutorial.</summary>
    [Fact]
    public Task The_Phantom_tutorial_follows_its_timeline() =>
        RunAsync(new SimulationOptions(), async (provider, cluster, cancellationToken) =>
        {
            DecisionEngine engine = Tutorial
                .UseSizing(
                    TimelineSizing.Start(1).Then(TenSeconds, 2).Then(TenSeconds, 3).Then(TenSeconds, 4).Then(TimeSpan.FromMinutes(1), 0)
                )
                .UsePlacement(new OverflowPlacement { MinNodes = 0 })
                .WithDuration(TimeSpan.FromSeconds(100))
                .Build();
            DateTimeOffset start = provider.Clock.GetUtcNow();
            List<string> lines = [];

            await foreach (Decision decision in engine.RunAsync(cluster, cancellationToken))
            {
                if (decision.IsChange)
                {
                    lines.Add($"{(decision.Timestamp - start).TotalSeconds} {decision.From} -> {decision.To}");
                }
            }

            lines.ShouldBe(["0 0 -> 1", "10 1 -> 2", "20 2 -> 3", "30 3 -> 4", "90 4 -> 0"]);
            cluster.Topology.FindLaunchConfiguration("my_launch_config@hotel")!.Image.ShouldBe("hello-phantom.gz");
            cluster.Topology.FindLaunchConfiguration("my_launch_config@sierra").ShouldNotBeNull();
            cluster.Nodes.ShouldBeEmpty();
        });

    [Fact]
    public Task Nodes_beyond_the_limit_of_a_cloud_overflow_to_the_next() =>
        RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            EngineCycle[] cycles = await EngineRun.CyclesAsync(
                Tutorial.UseSizing(new FixedSizing { Size = 6 }),
                1,
                cluster,
                cancellationToken
            );

            cycles[0].NodesPerCloud.ShouldBe([4, 2]);
            cycles[0].Outcome.ShouldBe(EngineOutcome.Applied);
            cluster.Nodes.Count(node => node.Spec.Cloud == "sierra").ShouldBe(2);
        });

    [Fact]
    public Task Nodes_in_flight_are_not_created_again() => RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            EngineCycle[] cycles = await EngineRun.CyclesAsync(
                Tutorial.UseSizing(new FixedSizing { Size = 3 }).WithCycleInterval(TenSeconds * 2),
                4,
                cluster,
                cancellationToken
            );

            cycles.Select(cycle => cycle.Plan.Count(StepAction.Create, StepTarget.Node)).ShouldBe([3, 0, 0, 0]);
            cycles.Select(cycle => cycle.InFlightCount).ShouldBe([0, 3, 0, 0], "a simulated node boots in 30 s");
            cycles.Select(cycle => cycle.ReadyCount).ShouldBe([0, 0, 3, 3]);
        });

    [Fact]
    public Task A_failed_node_is_replaced_during_a_cooldown() =>
        RunAsync(new SimulationOptions(), async (provider, cluster, cancellationToken) =>
        {
            DecisionEngine engine = Tutorial
                .UseSizing(new FixedSizing { Size = 2 })
                .WithCooldown(TimeSpan.FromHours(1), TimeSpan.FromHours(1))
                .WithDuration(TimeSpan.FromMinutes(2))
                .Build();
            List<EngineCycle> cycles = [];

            await foreach (EngineCycle cycle in engine.RunAsync(cluster, cancellationToken))
            {
                cycles.Add(cycle);
                if (cycle.Number == 6)
                {
                    provider.Inject(new CrashNode("my_domain-1"));
                }
            }

            cycles.Where(cycle => cycle.ReplacedNodes.Count > 0).ShouldHaveSingleItem().ReplacedNodes.ShouldBe(["my_domain-1"]);
            cluster.Nodes.Select(node => $"{node.Name} {node.State}").ShouldBe(["my_domain-2 Ready", "my_domain-3 Ready"]);
            cycles.SelectMany(cycle => cycle.Events).ShouldContain(engineEvent => engineEvent.Kind == EngineEventKind.NodesReplaced);
        });

    [Fact]
    public Task A_node_that_does_not_start_within_its_timeout_is_replaced() =>
        RunAsync(
            new SimulationOptions
            {
                Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new HangBoots { Duration = TimeSpan.FromSeconds(40) }),
            },
            async (_, cluster, cancellationToken) =>
            {
                DecisionEngineBuilder builder = Tutorial
                    .UseSizing(new FixedSizing { Size = 1 })
                    .WithOptions(options => options with { NodeStartTimeout = TimeSpan.FromMinutes(1) });

                EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 15, cluster, cancellationToken);

                cycles
                    .Single(cycle => cycle.ReplacedNodes.Count > 0)
                    .Number.ShouldBe(8, "first observed as starting at 10 s, so its timeout ends at 70 s");
                cluster.Nodes.Select(node => $"{node.Name} {node.State}").ShouldBe(["my_domain-2 Ready"]);
            }
        );

    [Fact]
    public Task F_PROV_07_nodes_beyond_the_capacity_of_a_cloud_overflow_to_the_next_cloud() =>
        RunAsync(
            new SimulationOptions
            {
                Clouds = ValueMap<CloudModel>
                    .Empty.With("hotel", CloudModel.Default with { CapacityCount = 1 })
                    .With("sierra", CloudModel.Default),
            },
            async (_, cluster, cancellationToken) =>
            {
                DecisionEngineBuilder builder = Tutorial.UseSizing(new FixedSizing { Size = 3 }).WithCycleTimeout(TimeSpan.FromHours(1));

                EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 3, cluster, cancellationToken);

                cycles[0].Outcome.ShouldBe(EngineOutcome.PartiallyApplied);
                cycles[0]
                    .Events.ShouldContain(engineEvent =>
                        engineEvent.Kind == EngineEventKind.CloudUnavailable && engineEvent.Subject == "hotel"
                    );
                cycles[1].NodesPerCloud.ShouldBe([1, 2]);
                cluster.Nodes.Count(node => node.Spec.Cloud == "sierra").ShouldBe(2);
            }
        );

    [Fact]
    public Task Failing_metric_sources_do_not_stop_the_engine() =>
        RunAsync(new SimulationOptions(), async (provider, cluster, cancellationToken) =>
        {
            TaskCompletionSource<double> never = new();
            DecisionEngineBuilder builder = Tutorial
                .UseSizing(
                    new ThresholdSizing
                    {
                        Metric = "load",
                        UpperThreshold = 5,
                        LowerThreshold = 1,
                        ScaleOutCooldown = TimeSpan.Zero,
                    }
                )
                .AddMetric("throws", (_, _) => throw new FormatException("no number"))
                .AddMetric("hangs", (_, _) => never.Task)
                .AddMetric("absurd", (_, _) => Task.FromResult(double.NaN))
                .AddMetric("load", (_, _) => Task.FromResult(9.0));

            EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 3, cluster, cancellationToken);

            cycles[^1]
                .Metrics.Select(metric => $"{metric.Name} {metric.State}")
                .ShouldBe(["throws Failed", "hangs Failed", "absurd Failed", "load Fresh"]);
            cycles.Select(cycle => cycle.Decision.To).ShouldBe([1, 2, 3]);
            cycles[0].Events.Count(engineEvent => engineEvent.Kind == EngineEventKind.MetricLost).ShouldBe(3);
            cycles[1].Events.ShouldNotContain(engineEvent => engineEvent.Kind == EngineEventKind.MetricLost);
        });

    [Fact]
    public Task A_dry_run_creates_nothing_and_reports_its_plan() =>
        RunAsync(new SimulationOptions(), async (provider, cluster, cancellationToken) =>
        {
            EngineCycle[] cycles = await EngineRun.CyclesAsync(
                Tutorial.UseSizing(new FixedSizing { Size = 2 }).WithDryRun(),
                2,
                cluster,
                cancellationToken
            );

            cycles.ShouldAllBe(cycle => cycle.Outcome == EngineOutcome.NotApplied && cycle.Decision.From == 0 && cycle.Decision.To == 2);
            cycles[0].Plan.Count(StepAction.Create, StepTarget.Node).ShouldBe(2);
            cluster.Topology.Groups.ShouldBeEmpty();
            (await provider.ObserveAsync(cluster.Owner, cancellationToken)).ShouldBeEmpty();
        });

    [Fact]
    public Task A_shadow_engine_continues_from_its_own_decisions_beside_a_live_engine() =>
        RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            Task<EngineCycle[]> live = EngineRun.CyclesAsync(
                Tutorial.UseSizing(new FixedSizing { Size = 1 }),
                4,
                cluster,
                cancellationToken
            );
            Task<EngineCycle[]> shadow = EngineRun.CyclesAsync(
                Tutorial.UseSizing(TimelineSizing.Start(2).Then(TenSeconds, 5)).WithShadowMode(),
                4,
                cluster,
                cancellationToken
            );

            (await live).Select(cycle => cycle.Decision.To).ShouldBe([1, 1, 1, 1]);
            (await shadow)
                .Select(cycle => $"{cycle.Decision.From} -> {cycle.Decision.To}")
                .ShouldBe(["1 -> 2", "2 -> 5", "5 -> 5", "5 -> 5"], "it starts from the desired size at its start");
            cluster.Nodes.Count.ShouldBe(1);
        });

    [Fact]
    public Task A_cycle_that_times_out_is_followed_by_cycles_that_reach_the_desired_size() =>
        RunAsync(
            new SimulationOptions
            {
                Faults = FaultSchedule.Empty.Add(
                    TenSeconds,
                    new FailCalls(CallFailure.Throttled)
                    {
                        Kinds = CallKinds.Create,
                        MaxCount = 1,
                        RetryAfter = TimeSpan.FromSeconds(90),
                    }
                ),
            },
            async (provider, cluster, cancellationToken) =>
            {
                await Task.Delay(TenSeconds * 2, provider.Clock, cancellationToken);

                EngineCycle[] cycles = await EngineRun.CyclesAsync(
                    Tutorial.UseSizing(new FixedSizing { Size = 2 }).WithCycleTimeout(TimeSpan.FromSeconds(30)),
                    12,
                    cluster,
                    cancellationToken
                );

                cycles[0].Outcome.ShouldBe(EngineOutcome.TimedOut);
                cycles[0].Decision.Cause.ShouldBe(DecisionCause.Timeout);
                cluster.Nodes.Count(node => node.State == NodeState.Ready).ShouldBe(2);
            }
        );

    [Fact]
    public Task The_event_of_a_cycle_that_times_out_does_not_depend_on_the_current_culture() =>
        RunAsync(
            new SimulationOptions
            {
                Faults = FaultSchedule.Empty.Add(
                    TenSeconds,
                    new FailCalls(CallFailure.Throttled)
                    {
                        Kinds = CallKinds.Create,
                        MaxCount = 1,
                        RetryAfter = TimeSpan.FromSeconds(90),
                    }
                ),
            },
            (provider, cluster, cancellationToken) =>
                OddCulture.RunAsync(async () =>
                {
                    await Task.Delay(TenSeconds * 2, provider.Clock, cancellationToken);

                    EngineCycle[] cycles = await EngineRun.CyclesAsync(
                        Tutorial.UseSizing(new FixedSizing { Size = 2 }).WithCycleTimeout(TimeSpan.FromSeconds(30.5)),
                        1,
                        cluster,
                        cancellationToken
                    );

                    cycles[0].Events.Select(engineEvent => engineEvent.Message).ShouldContain("timed out after 30.5 s");
                })
        );

    [Fact]
    public Task Canceling_an_engine_leaves_no_pending_changes() =>
        RunAsync(new SimulationOptions(), async (provider, cluster, cancellationToken) =>
        {
            using CancellationTokenSource source = new(TimeSpan.FromSeconds(25), provider.Clock);

            await Thrown.ByAsync<OperationCanceledException>(() =>
                EngineRun.CyclesAsync(Tutorial.UseSizing(TimelineSizing.Start(2).Then(TenSeconds, 5)), 100, cluster, source.Token)
            );

            (await cluster.PlanAsync(cluster.Topology, cancellationToken)).IsEmpty.ShouldBeTrue();
            cluster.Nodes.Count.ShouldBe(5);
        });

    [Fact]
    public Task The_next_decision_starts_from_a_manually_set_size() =>
        RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            DecisionEngineBuilder builder = Tutorial
                .UseSizing(
                    new ThresholdSizing
                    {
                        Metric = "none",
                        UpperThreshold = 5,
                        LowerThreshold = 1,
                    }
                )
                .AddMetric("none", (_, _) => Task.FromException<double>(new IOException("no answer")));
            await EngineRun.CyclesAsync(builder, 1, cluster, cancellationToken);
            await cluster.SetCapacityAsync("my_domain", 3, cancellationToken);

            EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 2, cluster, cancellationToken);

            cycles.ShouldAllBe(cycle =>
                cycle.Decision.From == 3 && cycle.Decision.To == 3 && cycle.Decision.Cause == DecisionCause.MetricFailed
            );
        });

    [Fact]
    public Task An_engine_whose_policy_reads_a_metric_without_a_source_is_rejected() =>
        RunAsync(new SimulationOptions(), (_, cluster, cancellationToken) =>
        {
            DecisionEngine engine = Tutorial
                .UseSizing(
                    new ThresholdSizing
                    {
                        Metric = "load",
                        UpperThreshold = 5,
                        LowerThreshold = 1,
                    }
                )
                .Build();

            Problem problem = Should
                .Throw<DecisionException>(() => engine.RunAsync(cluster, cancellationToken))
                .Problems.ShouldHaveSingleItem();

            (problem.Field, problem.Message).ShouldBe(("Metrics", "it reads 'load', which no source measures"));
            return Task.CompletedTask;
        });

    [Fact]
    public Task A_recreated_domain_starts_without_the_nodes_of_the_old_one() =>
        RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            await EngineRun.CyclesAsync(Tutorial.UseSizing(new FixedSizing { Size = 3 }), 1, cluster, cancellationToken);

            EngineCycle[] cycles = await EngineRun.CyclesAsync(
                Tutorial.UseSizing(new FixedSizing { Size = 1, IsFloor = true }).WithRecreatedDomain(),
                2,
                cluster,
                cancellationToken
            );

            cycles.Select(cycle => $"{cycle.Decision.From} -> {cycle.Decision.To}").ShouldBe(["0 -> 1", "1 -> 1"]);
            cluster.Nodes.Count.ShouldBe(1);
        });

    [Fact]
    public Task Every_engine_decision_explains_its_size() => RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            DecisionEngineBuilder builder = Tutorial
                .UseSizing(TimelineSizing.Start(9).Then(TenSeconds, 0).Then(TenSeconds, 7).Then(TenSeconds, 2))
                .WithBounds(1, 5)
                .WithCooldown(TenSeconds * 2, TenSeconds * 3)
                .WithStabilization(TimeSpan.Zero, TenSeconds * 2);

            EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 12, cluster, cancellationToken);

            cycles.ShouldAllBe(cycle =>
                cycle.Decision.Explain().Value == cycle.Decision.To && cycle.Decision.To >= 1 && cycle.Decision.To <= 5
            );
            cycles.ShouldContain(cycle => cycle.Decision.Reason.Contains("lowered to the maximum", StringComparison.Ordinal));
        });

    [Fact]
    public void Building_an_engine_reports_all_problems_at_once()
    {
        DecisionEngineBuilder invalid = DecisionEngine
            .Create("")
            .AddCloud("a", -3)
            .WithCycleInterval(TimeSpan.Zero)
            .WithBounds(3, 1)
            .WithCooldown(-TenSeconds, TenSeconds)
            .UsePlacement(new OverflowPlacement { MinNodes = -1 })
            .AddMetric("m", (_, _) => Task.FromResult(0.0))
            .AddMetric("m", (_, _) => Task.FromResult(0.0));

        Should
            .Throw<DecisionException>(() => invalid.Build())
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["Sizing", "CycleInterval", "ScaleOutCooldown", "Metrics", "MinNodes", "Name", "MaxNodes", "Clouds.a"]);
    }

    [Theory]
    [InlineData(HpaMetricKind.Cpu, true)]
    [InlineData(HpaMetricKind.Cpu, false)]
    [InlineData(HpaMetricKind.Resource, true)]
    [InlineData(HpaMetricKind.Pods, true)]
    [InlineData(HpaMetricKind.Pods, false)]
    public Task A_Kubernetes_HPA_policy_scales_live_nodes_with_the_load(HpaMetricKind kind, bool isPerNode) =>
        RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            // The load is 200 % of a node for ten minutes, then 100 %. A target of 50 % requires four nodes, then two after
            // the scale-in stabilization of five minutes.
            HpaSizing hpa = new() { Metrics = [new HpaMetric("load", 50, kind)], MaxNodes = 10 };
            DateTimeOffset start = default;
            DecisionEngineBuilder builder = Tutorial
                .UseSizing(hpa)
                .WithBounds(1, 10)
                .AddMetric(
                    new LaggingMetric(request =>
                    {
                        start = start == default ? request.Timestamp : start;
                        double load =
                            (request.Timestamp - start < TimeSpan.FromMinutes(10) ? 200.0 : 100) / Math.Max(request.Nodes.Count, 1);
                        MetricReading reading = MetricReading.FromValue("load", load, request.Timestamp);
                        return isPerNode
                            ? reading with
                            {
                                Samples = Enumerable
                                    .Repeat(NodeSample.FromValue(load, request.Timestamp) with { Capacity = 100 }, request.Nodes.Count)
                                    .ToArray(),
                            }
                            : reading;
                    })
                );

            EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 120, cluster, cancellationToken);

            (cycles[55].Decision.To, cycles[^1].Decision.To).ShouldBe((4, 2));
        });

    [Fact]
    public Task F_PROV_16_invalid_readings_and_a_single_spike_hold_the_size() =>
        RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            double[] loads =
            [
                .. Enumerable.Repeat(60.0, 9),
                .. Enumerable.Repeat(30.0, 9),
                double.NaN,
                -30,
                double.PositiveInfinity,
                300,
                0,
                30,
            ];
            int read = 0;
            DecisionEngineBuilder builder = Tutorial
                .UseSizing(Threshold)
                .WithBounds(1, 8)
                .WithStabilization(TenSeconds * 3, TenSeconds * 6)
                .AddMetric("load", (_, _) =>
                    loads[read++] is var load && read == loads.Length ? throw new FormatException("no number") : Task.FromResult(load)
                );

            EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, loads.Length, cluster, cancellationToken);

            int settled = cycles[17].Decision.To;
            settled.ShouldBeGreaterThan(2);
            cycles[18..].ShouldAllBe(cycle => cycle.Decision.To == settled);
            cycles[21].Decision.Cause.ShouldBe(DecisionCause.ScaleOutStabilization);
            cycles[22].Decision.Cause.ShouldBe(DecisionCause.ScaleInStabilization);
        });

    [Fact]
    public Task F_PROV_16_a_stale_reading_holds_the_size_until_a_fresh_one_arrives() =>
        RunAsync(new SimulationOptions(), async (provider, cluster, cancellationToken) =>
        {
            DateTimeOffset last = default;
            int read = 0;
            DecisionEngineBuilder builder = Tutorial
                .UseSizing(Threshold)
                .WithBounds(1, 8)
                .AddMetric(
                    new LaggingMetric(request =>
                    {
                        // Returns three new readings, then repeats the last one like a source that hangs, then returns new ones again.
                        last = ++read is <= 3 or > 12 ? request.Timestamp : last;
                        return MetricReading.FromValue("load", 60, last);
                    })
                );

            EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 14, cluster, cancellationToken);

            // The cycle interval is 10 s, and a reading is fresh for 30 s: three cycles.
            cycles
                .Select(cycle => cycle.Metrics[0].State == MetricState.Stale)
                .ShouldBe([.. Enumerable.Repeat(false, 6), .. Enumerable.Repeat(true, 6), false, false]);
            cycles[6..12]
                .ShouldAllBe(cycle => cycle.Decision.To == cycles[5].Decision.To && cycle.Decision.Cause == DecisionCause.MetricStale);
            cycles[12].Decision.To.ShouldBe(cycles[5].Decision.To + 1);
        });

    [Fact]
    public Task F_TIME_02_readings_of_a_skewed_clock_keep_their_timestamps_and_cycles_stay_in_order() =>
        RunAsync(new SimulationOptions(), async (provider, cluster, cancellationToken) =>
        {
            TimeSpan[] skews = [TimeSpan.FromMinutes(5), -TimeSpan.FromSeconds(25), TimeSpan.Zero];
            int read = 0;
            DecisionEngineBuilder builder = Tutorial
                .UseSizing(Threshold)
                .WithBounds(1, 8)
                .AddMetric(new LaggingMetric(request => MetricReading.FromValue("load", 60, request.Timestamp + skews[read++ % 3])));

            EngineCycle[] cycles = await EngineRun.CyclesAsync(builder, 6, cluster, cancellationToken);

            cycles.Select(cycle => cycle.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
            cycles.Zip(cycles.Skip(1)).ShouldAllBe(pair => pair.First.Decision.Timestamp < pair.Second.Decision.Timestamp);
            cycles.Select((cycle, index) => cycle.Metrics[0].Timestamp - cycle.Decision.Timestamp).ShouldBe([.. skews, .. skews]);
            cycles.Select(cycle => cycle.Decision.To).ShouldBe([1, 2, 3, 4, 5, 6]);
        });

    [Fact]
    public Task F_PROV_17_a_flapping_load_reverses_a_stabilized_size_at_most_once_per_window() =>
        RunAsync(new SimulationOptions(), async (_, cluster, cancellationToken) =>
        {
            const int Count = 60;
            int read = 0;
            DecisionEngineBuilder flapping = Tutorial
                .UseSizing(Threshold)
                .WithBounds(1, 8)
                .AddMetric("load", (_, _) => Task.FromResult(read++ % 2 == 0 ? 60.0 : 5));

            int[] unstabilized = Directions(await EngineRun.CyclesAsync(flapping, Count, cluster, cancellationToken));
            int[] stabilized = Directions(
                await EngineRun.CyclesAsync(flapping.WithStabilization(TimeSpan.Zero, TenSeconds * 30), Count, cluster, cancellationToken)
            );

            CountDirectionChanges(unstabilized).ShouldBeGreaterThan(Count / 2);
            Enumerable.Range(0, Count - 30).ShouldAllBe(start => CountDirectionChanges(stabilized.Skip(start).Take(30)) <= 1);
        });

    private sealed class LaggingMetric(Func<MetricRequest, MetricReading> read) : IMetricSource
    {
        public string Name => "load";

        public TimeSpan MaxAge => TenSeconds * 3;

        public Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken) => Task.FromResult(read(request));
    }

    private static ThresholdSizing Threshold =>
        new()
        {
            Metric = "load",
            UpperThreshold = 50,
            LowerThreshold = 10,
            ScaleOutCooldown = TimeSpan.Zero,
            ScaleInCooldown = TimeSpan.Zero,
        };

    private static int[] Directions(IEnumerable<EngineCycle> cycles) =>
        [.. cycles.Select(cycle => Math.Sign(cycle.Decision.To - cycle.Decision.From))];

    private static int CountDirectionChanges(IEnumerable<int> directions)
    {
        int[] changes = [.. directions.Where(direction => direction != 0)];
        return changes.Zip(changes.Skip(1)).Count(pair => pair.First != pair.Second);
    }

    private static async Task RunAsync(SimulationOptions options, Func<SimulationProvider, LiveCluster, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 11, Options = options };
        await provider.RunAsync(async cancellationToken =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Topology.Create("demo").Build())
                .UseProvider(provider)
                .ProvisionAsync(cancellationToken);
            await program(provider, cluster, cancellationToken);
        });
    }
}
