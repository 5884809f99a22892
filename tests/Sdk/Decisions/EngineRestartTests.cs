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
}
