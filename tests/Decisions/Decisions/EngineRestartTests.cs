using Scalewright.Providers.Simulation.Models;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

/// <summary>State of an engine whose cluster is reopened as after a crash.</summary>
public class EngineRestartTests
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(10);

    private static readonly DecisionEngineBuilder Pool = DecisionEngine.Create("pool").AddCloud("hotel").AddCloud("sierra").AddMetric("load", (_, _) => Task.FromResult(100.0));

    private static readonly ThresholdSizing Threshold = new() { Metric = "load", UpperThreshold = 50, LowerThreshold = 10, ScaleOutCooldown = Cooldown };

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
        DecisionEngineBuilder guarded = Pool.UseSizing(Threshold with { ScaleOutCooldown = TimeSpan.Zero }).WithCooldown(Cooldown, Cooldown);

        EngineCycle before = await CycleAsync(provider, guarded, isFirst: true, token);
        EngineCycle within = await CycleAsync(provider, guarded, isFirst: false, token);

        (before.Decision.To, within.Decision.To).ShouldBe((1, 1));
    });

    [Fact]
    public Task A_stabilization_window_of_18_hours_continues_after_a_restart() => RunAsync(CloudModel.Default, async (provider, token) =>
    {
        double load = 100;
        DecisionEngineBuilder steady = DecisionEngine.Create("pool").AddCloud("hotel").AddMetric("load", (_, _) => Task.FromResult(load))
            .UseSizing(new ThresholdSizing { Metric = "load", UpperThreshold = 50, LowerThreshold = 10, ScaleOutCooldown = TimeSpan.Zero, ScaleInCooldown = TimeSpan.Zero }).WithStabilization(TimeSpan.Zero, TimeSpan.FromHours(18));

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

    [Fact]
    public Task Nodes_overflow_after_a_restart_from_a_cloud_that_lacked_capacity() => RunAsync(CloudModel.Default with { CapacityCount = 1 }, async (provider, token) =>
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
        DecisionEngineBuilder one = Pool.UseSizing(new FixedSizing { Size = 1 }).WithOptions(options => options with { NodeStartTimeout = TimeSpan.FromMinutes(5) });

        EngineCycle ordered = await CycleAsync(provider, one, isFirst: true, token);
        await Task.Delay(TimeSpan.FromMinutes(4), provider.Clock, token);
        EngineCycle waited = await CycleAsync(provider, one, isFirst: false, token);
        await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
        EngineCycle givenUp = await CycleAsync(provider, one, isFirst: false, token);

        new[] { ordered, waited, givenUp }.Select(cycle => cycle.ReplacedNodes.Count).ShouldBe([0, 0, 1]);
    });

    [Theory, InlineData(true, 0), InlineData(false, 1)]
    public Task Only_nodes_that_were_never_ready_count_as_cloud_failures_after_a_restart(bool serves, int failures) => RunAsync(CloudModel.Default, async (provider, token) =>
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
        static DecisionEngineBuilder Averaging(string metric) => DecisionEngine.Create("pool").UseSizing(new FixedSizing { Size = 0 })
            .AddMetric("a", (_, _) => Task.FromResult(100.0)).AddMetric("b", (_, _) => Task.FromResult(10.0)).AddMetricWindows([new MetricWindow("mean", metric, TimeSpan.FromHours(1))]);

        await CycleAsync(provider, Averaging("a"), isFirst: true, token);
        EngineCycle other = await CycleAsync(provider, Averaging("b"), isFirst: false, token);

        other.Metrics[2].Value.ShouldBe(10);
    });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task The_latest_readings_of_a_window_beyond_the_persistence_limit_survive_a_restart() => RunAsync(CloudModel.Default, async (provider, token) =>
    {
        DateTimeOffset start = provider.Clock.GetUtcNow();
        DecisionEngine engine = DecisionEngine.Create("pool").UseSizing(new FixedSizing { Size = 0 }).WithCycleInterval(TimeSpan.FromSeconds(1))
            .AddMetric("a", (request, _) => Task.FromResult(Math.Floor((request.Timestamp - start).TotalSeconds))).AddMetricWindows([new MetricWindow("mean", "a", TimeSpan.FromHours(1))]).Build();
        const int Cycles = MetricWindow.MaxPersistedReadings + 100;

        double before = await MeanAsync(provider, engine, Cycles, isFirst: true, token);
        double after = await MeanAsync(provider, engine, 1, isFirst: false, token);

        // Before the restart, 0 to 1099 count. After it, 100 to 1099 and 1099 again count, as no second has elapsed.
        before.ShouldBe(549.5, 0.001);
        after.ShouldBe(((1000 * 599.5) + 1099) / 1001, 0.001);
    });

    private static async Task<double> MeanAsync(SimulationProvider provider, DecisionEngine engine, int cycles, bool isFirst, CancellationToken token)
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
            DecisionEngine engine = DecisionEngine.Create("pool").WithCycleInterval(two).AddMetric("load", (request, _) => Task.FromResult((request.Timestamp - start).TotalSeconds < 92 ? 100.0 : 20))
                .AddMetricWindows(MetricWindow.CreateKnativeWindows("load")).UseSizing(new KpaSizing { StableMetric = "load_stable", PanicMetric = "load_panic", TargetValue = 10 }).Build();
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

    private static Task<LiveCluster> OpenAsync(SimulationProvider provider, bool isFirst, CancellationToken token) => isFirst
        ? LiveCluster.Create(Topology.Create("demo").Build()).UseProvider(provider).WithState("./state").ProvisionAsync(token)
        : LiveCluster.OpenAsync("./state", provider, token);

    private static async Task<EngineCycle> CycleAsync(SimulationProvider provider, DecisionEngineBuilder engine, bool isFirst, CancellationToken token)
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

    private sealed class FailuresSeen : ISizingPolicy
    {
        public List<int> Failures { get; } = [];

        public int StateLength => 0;

        public void Initialize(in DomainObservation observation, Span<long> state)
        {
        }

        public Decision Decide(in DomainObservation observation, Span<long> state)
        {
            Failures.Add(observation.Clouds[0].FailureCount);
            return Decision.Hold(observation.Timestamp, observation.DesiredCount).Exactly(DecisionCause.Schedule, 1);
        }

        public ValueList<Problem> Check() => [];
    }
}
