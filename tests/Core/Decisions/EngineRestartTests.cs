using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

/// <summary>State of an engine whose cluster is reopened as after a crash.</summary>
public class EngineRestartTests
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(10);

    private static readonly DecisionEngineBuilder Pool = DecisionEngine
        .Create("pool")
        .AddCloud("hotel")
        .AddCloud("sierra")
        .AddMetric("load", (_, _) => Task.FromResult(100.0));

    private static readonly ThresholdSizing Threshold = new()
    {
        Metric = "load",
        UpperThreshold = 50,
        LowerThreshold = 10,
        ScaleOutCooldown = Cooldown,
    };

    [Fact]
    public Task The_cooldown_of_a_policy_continues_after_a_restart() => RunAsync(CloudModel.Default, async (provider, token) =>
        {
            EngineCycle before = await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: true, token);
            EngineCycle within = await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: false, token);
            await Task.Delay(Cooldown, provider.Clock, token);
            EngineCycle after = await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: false, token);

            new[] { before, within, after }.Select(cycle => cycle.Decision.To).ShouldBe([1, 1, 2]);
            within.Decision.Cause.ShouldBe(DecisionCause.ScaleOutCooldown);
        });

    [Fact]
    public Task The_cooldown_of_an_engine_continues_after_a_restart() => RunAsync(CloudModel.Default, async (provider, token) =>
        {
            DecisionEngineBuilder guarded = Pool.UseSizing(Threshold with { ScaleOutCooldown = TimeSpan.Zero })
                .WithCooldown(Cooldown, Cooldown);

            EngineCycle before = await CycleAsync(provider, guarded, isFirst: true, token);
            EngineCycle within = await CycleAsync(provider, guarded, isFirst: false, token);

            (before.Decision.To, within.Decision.To).ShouldBe((1, 1));
        });

    [Fact]
    public Task A_stabilization_window_of_18_hours_continues_after_a_restart() => RunAsync(CloudModel.Default, async (provider, token) =>
        {
            double load = 100;
            DecisionEngineBuilder steady = DecisionEngine
                .Create("pool")
                .AddCloud("hotel")
                .AddMetric("load", (_, _) => Task.FromResult(load))
                .UseSizing(
                    new ThresholdSizing
                    {
                        Metric = "load",
                        UpperThreshold = 50,
                        LowerThreshold = 10,
                        ScaleOutCooldown = TimeSpan.Zero,
                        ScaleInCooldown = TimeSpan.Zero,
                    }
                )
                .WithStabilization(TimeSpan.Zero, TimeSpan.FromHours(18));

            EngineCycle grown = await CycleAsync(provider, steady, isFirst: true, token);
            load = 0;
            await Task.Delay(TimeSpan.FromHours(17), provider.Clock, token);
            EngineCycle held = await CycleAsync(provider, steady, isFirst: false, token);
            await Task.Delay(TimeSpan.FromHours(2), provider.Clock, token);
            EngineCycle shrunk = await CycleAsync(provider, steady, isFirst: false, token);

            new[] { grown, held, shrunk }.Select(cycle => cycle.Decision.To).ShouldBe([1, 1, 0]);
            held.Decision.Cause.ShouldBe(DecisionCause.ScaleInStabilization);
        });

    [Fact]
    public Task A_changed_policy_starts_with_fresh_state_after_a_restart() => RunAsync(CloudModel.Default, async (provider, token) =>
        {
            await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: true, token);
            EngineCycle other = await CycleAsync(provider, Pool.UseSizing(Threshold with { UpperThreshold = 60 }), isFirst: false, token);

            other.Decision.To.ShouldBe(2);
        });

    // Expected from the declarations of the two states: in the second one, the long that was a time is the number of readings.
    [Fact]
    public Task A_state_with_reordered_fields_is_not_read_and_a_warning_names_the_policy_and_both_layouts() =>
        RunAsync(CloudModel.Default, async (provider, token) =>
        {
            EngineCycle before = await CycleAsync(provider, Pool.UseSizing(new Before.Patient()), isFirst: true, token);
            EngineCycle same = await CycleAsync(provider, Pool.UseSizing(new Before.Patient()), isFirst: false, token);
            EngineCycle reordered = await CycleAsync(provider, Pool.UseSizing(new After.Patient()), isFirst: false, token);
            EngineCycle next = await CycleAsync(provider, Pool.UseSizing(new After.Patient()), isFirst: false, token);

            new[] { before, same, reordered, next }.Select(cycle => cycle.Decision.To).ShouldBe([1, 2, 1, 2]);
            new[] { before, same, next }.ShouldAllBe(cycle => cycle.Problems.Count == 0);
            Problem warning = reordered.Problems.ShouldHaveSingleItem();
            (warning.Code, warning.Severity, warning.Field).ShouldBe(
                (ProblemCode.PolicyStateNotRestored, ProblemSeverity.Warning, "Sizing")
            );
            warning.Message.ShouldBe(
                "the state of 'Patient' was stored as 'GuardedSizing(long lastOut, long lastIn, custom Patient({long LastTicks, long Count}))', "
                    + "but is now 'GuardedSizing(long lastOut, long lastIn, custom Patient({long Count, long LastTicks}))'; the policy starts with a new state"
            );
            warning.Advice.ShouldContain("restore the policy as it was stored");
        });

    [Fact]
    public Task A_state_without_known_fields_is_not_read_and_a_warning_says_so() => RunAsync(CloudModel.Default, async (provider, token) =>
        {
            await CycleAsync(provider, Pool.UseSizing(new Open<CountState>()), isFirst: true, token);
            EngineCycle again = await CycleAsync(provider, Pool.UseSizing(new Open<CountState>()), isFirst: false, token);

            again.Decision.To.ShouldBe(1);
            again.Problems.ShouldHaveSingleItem().Message.ShouldContain("has fields without registered names");
        });

    // The form that version 0 wrote: numbers without names.
    [Theory]
    [InlineData("threshold", 0, null)]
    [InlineData("patient", 0, "the state of 'Patient' was stored by an earlier version, without names; the policy starts with a new state")]
    [InlineData(
        "threshold",
        3,
        "the state of 'ThresholdSizing' was stored by a later version, as version 3; the policy starts with a new state"
    )]
    public void A_state_of_another_version_is_read_only_for_policies_with_a_fixed_layout(string policy, int version, string? problem)
    {
        DecisionEngine engine = Pool.UseSizing(policy == "threshold" ? Threshold : new Before.Patient()).Build();
        EngineState first = new(engine);
        Topology topology = first.Prepare(Topology.Create("demo").Build());
        EngineProposal proposal = first.Propose(
            new EngineObservation(topology, [], [], DateTimeOffset.UnixEpoch.AddYears(50)),
            [MetricReading.FromValue("load", 100)],
            desired: null
        );
        TurnNote current = first.Save(proposal, windows: null);
        JsonObject stored = JsonNode.Parse(current.Value.GetRawText())!.AsObject();
        string longs = stored["sizing_state"]!["values"]!.ToJsonString();
        TurnNote other = current with
        {
            Value = JsonDocument
                .Parse(
                    version == 0
                        ? $$"""{"failures":{},"closed_until":{},"policies":{{stored["policies"]!.ToJsonString()}},"sizing":{{longs}},"placing":[],"placed_in":["hotel","sierra"]}"""
                        : current.Value.GetRawText().Replace("\"version\":2", $"\"version\":{version}", StringComparison.Ordinal)
                )
                .RootElement,
        };

        EngineState restored = new(engine);
        restored.Restore(_ => other.Value);
        EngineProposal next = restored.Propose(
            new EngineObservation(topology, [], [], proposal.Decision.Timestamp.AddMinutes(1)),
            [MetricReading.FromValue("load", 100)],
            desired: null
        );

        restored.DrainProblems().Select(found => found.Message).FirstOrDefault().ShouldBe(problem);
        next.Decision.To.ShouldBe(problem is null ? 0 : 1); // A cooldown that was read keeps the size at 0.
        stored["version"]!.GetValue<int>().ShouldBe(2);
        stored["sizing_state"]!["layout"]!.GetValue<string>().ShouldStartWith("GuardedSizing(long lastOut, long lastIn, ");
    }

    // docs/errors/SW8007.md: a damaged or incomplete state is not read, and the warning names it.
    [Theory]
    [InlineData("failures", "null", "lacks 'failures'")]
    [InlineData("failures", "[]", "is damaged: ")]
    [InlineData("failures", "{\"a\":\"x\"}", "is damaged: ")]
    [InlineData("closed_until", "null", "lacks 'closed_until'")]
    [InlineData("policies", "null", "lacks 'policies'")]
    [InlineData("windows", "[null]", "lacks a part of a window")]
    [InlineData("windows", "[{\"name\":\"load\",\"of\":\"load\"}]", "lacks a part of a window")]
    [InlineData("sizing_state", "{\"values\":[1.5]}", "is damaged: ")]
    public void A_damaged_or_incomplete_state_is_not_read_and_a_warning_names_it(string member, string value, string found)
    {
        EngineState engine = new(Pool.UseSizing(Threshold).Build());
        JsonObject state = JsonNode.Parse("""{"version":2,"policies":"x","failures":{},"closed_until":{}}""")!.AsObject();
        state[member] = JsonNode.Parse(value);

        engine.Restore(_ => JsonSerializer.SerializeToElement(state)).ShouldBeNull();

        Problem warning = engine.DrainProblems().ShouldHaveSingleItem();
        (warning.Code, warning.Severity).ShouldBe((ProblemCode.PolicyStateNotRestored, ProblemSeverity.Warning));
        warning.Message.ShouldStartWith($"the stored state 'engine/pool' {found}");
        warning.Message.ShouldEndWith("; the engine starts with a new state");
    }

    [Fact]
    public Task Nodes_overflow_after_a_restart_from_a_cloud_that_lacked_capacity() =>
        RunAsync(CloudModel.Default with { CapacityCount = 1 }, async (provider, token) =>
        {
            DecisionEngineBuilder three = Pool.UseSizing(new FixedSizing { Size = 3 });

            EngineCycle before = await CycleAsync(provider, three, isFirst: true, token);
            EngineCycle after = await CycleAsync(provider, three, isFirst: false, token);

            before.Outcome.ShouldBe(EngineOutcome.PartiallyApplied);
            (after.NodesPerCloud, after.Outcome).ShouldBe(([1, 2], EngineOutcome.Applied));
        });

    [Fact]
    public Task The_start_timeout_of_a_node_continues_across_restarts() => RunAsync(CloudModel.Default, async (provider, token) =>
        {
            provider.Inject(new HangBoots { Duration = TimeSpan.FromHours(1) });
            DecisionEngineBuilder one = Pool.UseSizing(new FixedSizing { Size = 1 })
                .WithOptions(options => options with { NodeStartTimeout = TimeSpan.FromMinutes(5) });

            EngineCycle ordered = await CycleAsync(provider, one, isFirst: true, token);
            await Task.Delay(TimeSpan.FromMinutes(4), provider.Clock, token);
            EngineCycle waited = await CycleAsync(provider, one, isFirst: false, token);
            await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
            EngineCycle givenUp = await CycleAsync(provider, one, isFirst: false, token);

            new[] { ordered, waited, givenUp }.Select(cycle => cycle.ReplacedNodes.Count).ShouldBe([0, 0, 1]);
        });

    [Theory, InlineData(true, 0), InlineData(false, 1)]
    public Task Only_nodes_that_were_never_ready_count_as_cloud_failures_after_a_restart(bool serves, int failures) =>
        RunAsync(CloudModel.Default, async (provider, token) =>
        {
            FailuresSeen policy = new();
            DecisionEngineBuilder one = Pool.UseSizing(policy);

            await CycleAsync(provider, one, isFirst: true, token);
            await Task.Delay(serves ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1), provider.Clock, token);
            await CycleAsync(provider, one, isFirst: false, token);
            provider.Inject(new CrashNode("pool-1"));
            await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock, token);
            EngineCycle replaced = await CycleAsync(provider, one, isFirst: false, token);
            await CycleAsync(provider, one, isFirst: false, token);

            replaced.ReplacedNodes.ShouldBe(["pool-1"]);
            policy.Failures.ShouldBe([0, 0, failures, failures]);
        });

    // Knative's rule: ceil(average / 10) over 60 s and 6 s, read every 2 s. An engine without state would see only 20
    // and desire 2 at once.
    [Theory, InlineData(15), InlineData(52), InlineData(60)]
    public async Task A_restarted_engine_makes_the_same_windowed_decisions_as_an_uninterrupted_one(int restartAfter)
    {
        int[] whole = await SizesAsync(100);
        int[] restarted = await SizesAsync(restartAfter, 100 - restartAfter);

        restarted.ShouldBe(whole);
        whole[61].ShouldBeGreaterThan(2, string.Join(' ', whole));
        whole[^1].ShouldBe(2);
    }

    [Fact]
    public Task A_restored_window_contains_no_readings_of_another_metric() => RunAsync(CloudModel.Default, async (provider, token) =>
        {
            static DecisionEngineBuilder Averaging(string metric) =>
                DecisionEngine
                    .Create("pool")
                    .UseSizing(new FixedSizing { Size = 0 })
                    .AddMetric("a", (_, _) => Task.FromResult(100.0))
                    .AddMetric("b", (_, _) => Task.FromResult(10.0))
                    .AddMetricWindows([new MetricWindow("mean", metric, TimeSpan.FromHours(1))]);

            await CycleAsync(provider, Averaging("a"), isFirst: true, token);
            EngineCycle other = await CycleAsync(provider, Averaging("b"), isFirst: false, token);

            other.Metrics[2].Value.ShouldBe(10);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task The_latest_readings_of_a_window_beyond_the_persistence_limit_survive_a_restart() =>
        RunAsync(CloudModel.Default, async (provider, token) =>
        {
            DateTimeOffset start = provider.Clock.GetUtcNow();
            DecisionEngine engine = DecisionEngine
                .Create("pool")
                .UseSizing(new FixedSizing { Size = 0 })
                .WithCycleInterval(TimeSpan.FromSeconds(1))
                .AddMetric("a", (request, _) => Task.FromResult(Math.Floor((request.Timestamp - start).TotalSeconds)))
                .AddMetricWindows([new MetricWindow("mean", "a", TimeSpan.FromHours(1))])
                .Build();
            const int Cycles = MetricWindow.MaxPersistedReadings + 100;

            double before = await MeanAsync(provider, engine, Cycles, isFirst: true, token);
            double after = await MeanAsync(provider, engine, 1, isFirst: false, token);

            // Before the restart, 0 to 1099 count. After it, 100 to 1099 and 1099 again count, as no second has elapsed.
            before.ShouldBe(549.5, 0.001);
            after.ShouldBe(((1000 * 599.5) + 1099) / 1001, 0.001);
        });

    private static async Task<double> MeanAsync(
        SimulationProvider provider,
        DecisionEngine engine,
        int cycles,
        bool isFirst,
        CancellationToken token
    )
    {
        await using LiveCluster cluster = await OpenAsync(provider, isFirst, token);
        await foreach (EngineCycle cycle in engine.RunAsync(cluster, token))
        {
            if (cycle.Number == cycles)
            {
                return cycle.Metrics[^1].Value;
            }
        }

        throw new InvalidOperationException("the engine ended too soon");
    }

    /// <summary>Knative's rule for a load that falls after 92 s, in several successive runs.</summary>
    private static async Task<int[]> SizesAsync(params int[] cycles)
    {
        List<int> sizes = [];
        await RunAsync(CloudModel.Default, async (provider, token) =>
        {
            DateTimeOffset start = provider.Clock.GetUtcNow();
            TimeSpan two = TimeSpan.FromSeconds(2);
            DecisionEngine engine = DecisionEngine
                .Create("pool")
                .WithCycleInterval(two)
                .AddMetric("load", (request, _) => Task.FromResult((request.Timestamp - start).TotalSeconds < 92 ? 100.0 : 20))
                .AddMetricWindows(MetricWindow.CreateKnativeWindows("load"))
                .UseSizing(
                    new KpaSizing
                    {
                        StableMetric = "load_stable",
                        PanicMetric = "load_panic",
                        TargetValue = 10,
                    }
                )
                .Build();
            foreach (int count in cycles)
            {
                await using LiveCluster cluster = await OpenAsync(provider, isFirst: sizes.Count == 0, token);
                int end = sizes.Count + count;
                await foreach (EngineCycle cycle in engine.RunAsync(cluster, token))
                {
                    sizes.Add(cycle.Decision.To);
                    if (sizes.Count == end)
                    {
                        break;
                    }
                }

                await Task.Delay(two, provider.Clock, token);
            }
        });
        return [.. sizes];
    }

    private static Task<LiveCluster> OpenAsync(SimulationProvider provider, bool isFirst, CancellationToken token) =>
        isFirst
            ? LiveCluster.Create(Topology.Create("demo").Build()).UseProvider(provider).WithState("./state").ProvisionAsync(token)
            : LiveCluster.OpenAsync("./state", provider, token);

    private static async Task<EngineCycle> CycleAsync(
        SimulationProvider provider,
        DecisionEngineBuilder engine,
        bool isFirst,
        CancellationToken token
    )
    {
        await using LiveCluster cluster = await OpenAsync(provider, isFirst, token);
        await foreach (EngineCycle cycle in engine.Build().RunAsync(cluster, token))
        {
            return cycle;
        }

        throw new InvalidOperationException("the engine ran no cycle");
    }

    private static async Task RunAsync(CloudModel hotel, Func<SimulationProvider, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new()
        {
            Seed = 11,
            Options = new SimulationOptions { Clouds = ValueMap<CloudModel>.Empty.With("hotel", hotel).With("sierra", CloudModel.Default) },
        };
        await provider.RunAsync(token => program(provider, token));
    }

    /// <summary>Desires the number of decisions so far, at most 50.</summary>
    private static Decision Count(in DomainObservation observation, ref long count, ref long lastTicks)
    {
        (count, lastTicks) = (count + 1, observation.Timestamp.UtcTicks);
        int size = (int)Math.Min(count, 50);
        return Decision.Hold(observation.Timestamp, observation.DesiredCount).Exactly(size, DecisionCause.Schedule);
    }

    private record struct CountState(int Count);

    private static class Before
    {
        public record struct State
        {
            public long LastTicks;
            public long Count;
        }

        public sealed record Patient : SizingPolicy<State>
        {
            protected override Decision Decide(in DomainObservation observation, ref State state) =>
                Count(observation, ref state.Count, ref state.LastTicks);
        }
    }

    private static class After
    {
        public record struct State
        {
            public long Count;
            public long LastTicks;
        }

        public sealed record Patient : SizingPolicy<State>
        {
            protected override Decision Decide(in DomainObservation observation, ref State state) =>
                Count(observation, ref state.Count, ref state.LastTicks);
        }
    }

    private sealed record Open<T> : SizingPolicy<CountState>
    {
        protected override Decision Decide(in DomainObservation observation, ref CountState state)
        {
            state.Count++;
            return Decision.Hold(observation.Timestamp, observation.DesiredCount).Exactly(state.Count, DecisionCause.Schedule);
        }
    }

    private sealed class FailuresSeen : ISizingPolicy
    {
        public List<int> Failures { get; } = [];

        public int StateLength => 0;

        public void Initialize(in DomainObservation observation, Span<long> state) { }

        public Decision Decide(in DomainObservation observation, Span<long> state)
        {
            Failures.Add(observation.Clouds[0].FailureCount);
            return Decision.Hold(observation.Timestamp, observation.DesiredCount).Exactly(1, DecisionCause.Schedule);
        }

        public ValueList<Problem> Check() => [];
    }
}
