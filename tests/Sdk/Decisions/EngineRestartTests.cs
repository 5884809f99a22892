using Scalewright;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

/// <summary>What an engine remembers outlives the program: the cluster is opened again, as after a crash, and another run goes on.</summary>
public class EngineRestartTests
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(10);

    private static readonly DecisionEngineBuilder Pool = DecisionEngine.Create("pool").AddCloud("hotel").AddCloud("sierra").AddMetric("load", (_, _) => Task.FromResult(100.0));

    private static readonly ThresholdSizing Threshold = new() { Metric = "load", High = 50, Low = 10, CooldownOut = Cooldown };

    [Fact]
    public Task A_cooldown_goes_on_after_a_restart() => RunAsync(CloudModel.Default, async (provider, token) =>
    {
        EngineCycle before = await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: true, token);
        EngineCycle within = await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: false, token);
        await Task.Delay(Cooldown, provider.Clock, token);
        EngineCycle after = await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: false, token);

        new[] { before, within, after }.Select(cycle => cycle.Decision.To).ShouldBe([1, 1, 2]);
        within.Decision.Cause.ShouldBe(DecisionCause.CooldownOut);
    });

    [Fact]
    public Task A_cooldown_around_a_policy_goes_on_too() => RunAsync(CloudModel.Default, async (provider, token) =>
    {
        DecisionEngineBuilder guarded = Pool.UseSizing(Threshold with { CooldownOut = TimeSpan.Zero }).WithCooldown(Cooldown, Cooldown);

        EngineCycle before = await CycleAsync(provider, guarded, isFirst: true, token);
        EngineCycle within = await CycleAsync(provider, guarded, isFirst: false, token);

        (before.Decision.To, within.Decision.To).ShouldBe((1, 1));
    });

    [Fact]
    public Task Another_policy_begins_anew() => RunAsync(CloudModel.Default, async (provider, token) =>
    {
        await CycleAsync(provider, Pool.UseSizing(Threshold), isFirst: true, token);
        EngineCycle other = await CycleAsync(provider, Pool.UseSizing(Threshold with { High = 60 }), isFirst: false, token);

        other.Decision.To.ShouldBe(2);
    });

    [Fact]
    public Task A_cloud_that_had_no_room_is_not_asked_again_at_once() => RunAsync(CloudModel.Default with { CapacityCount = 1 }, async (provider, token) =>
    {
        DecisionEngineBuilder three = Pool.UseSizing(new FixedSizing { Size = 3 });

        EngineCycle before = await CycleAsync(provider, three, isFirst: true, token);
        EngineCycle after = await CycleAsync(provider, three, isFirst: false, token);

        before.Outcome.ShouldBe(EngineOutcome.Partial);
        (after.Counts, after.Outcome).ShouldBe(([1, 2], EngineOutcome.Applied));
    });

    [Fact]
    public Task A_node_that_never_starts_is_given_up_in_time_though_the_program_began_anew() => RunAsync(CloudModel.Default, async (provider, token) =>
    {
        provider.Inject(new HangBoots { For = TimeSpan.FromHours(1) });
        DecisionEngineBuilder one = Pool.UseSizing(new FixedSizing { Size = 1 }).With(options => options with { StartMax = TimeSpan.FromMinutes(5) });

        EngineCycle ordered = await CycleAsync(provider, one, isFirst: true, token);
        await Task.Delay(TimeSpan.FromMinutes(4), provider.Clock, token);
        EngineCycle waited = await CycleAsync(provider, one, isFirst: false, token);
        await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
        EngineCycle givenUp = await CycleAsync(provider, one, isFirst: false, token);

        new[] { ordered, waited, givenUp }.Select(cycle => cycle.Replaced.Count).ShouldBe([0, 0, 1]);
    });

    [Theory, InlineData(true, 0), InlineData(false, 1)]
    public Task Only_what_never_served_counts_against_its_cloud_after_a_restart(bool serves, int failures) => RunAsync(CloudModel.Default, async (provider, token) =>
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

        replaced.Replaced.ShouldBe(["pool-1"]);
        policy.Failures.ShouldBe([0, 0, 0, failures]);
    });

    private static async Task<EngineCycle> CycleAsync(SimulationProvider provider, DecisionEngineBuilder engine, bool isFirst, CancellationToken token)
    {
        await using LiveCluster cluster = isFirst
            ? await LiveCluster.Create(Topology.Create("demo").Build()).UseProvider(provider).WithState("./state").ProvisionAsync(token)
            : await LiveCluster.OpenAsync("./state", provider, token);
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

    /// <summary>One node, and what its first cloud has had of failed launches at each decision.</summary>
    private sealed class FailuresSeen : ISizingPolicy
    {
        public List<int> Failures { get; } = [];

        public int StateLength => 0;

        public void Begin(in DomainObservation observation, Span<long> state)
        {
        }

        public Decision Decide(in DomainObservation observation, Span<long> state)
        {
            Failures.Add(observation.Clouds[0].Failures);
            return Decision.Hold(observation.At, observation.Desired).Exactly(DecisionCause.Schedule, 1);
        }

        public ValueList<Problem> Check() => [];
    }
}
