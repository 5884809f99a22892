using Scalewright.Decisions.Pools;

namespace Sdk.Tests.Decisions;

public class PoolTests
{
    private static readonly DecisionEngineBuilder Builder = DecisionEngine
        .Create("web")
        .WithCycleInterval(TimeSpan.FromMilliseconds(1))
        .WithBounds(1, 4)
        .UseSizing(new GrowingSizing());

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_size_starts_at_the_observed_nodes_and_follows_the_policy_within_its_bounds()
    {
        Pool pool = new(2);

        EngineCycle[] cycles = await RunAsync(Builder, pool, 4);

        // The policy adds one node per cycle. The upper bound is 4.
        cycles
            .Select(cycle => (cycle.Decision.From, cycle.Decision.To, cycle.Outcome))
            .ShouldBe([
                (2, 3, EngineOutcome.Applied),
                (3, 4, EngineOutcome.Applied),
                (4, 4, EngineOutcome.Unchanged),
                (4, 4, EngineOutcome.Unchanged),
            ]);
        cycles[1].InFlightCount.ShouldBe(1);
        cycles[0].Events.Select(engineEvent => engineEvent.Kind).ShouldBe([EngineEventKind.Started, EngineEventKind.Resized]);
        pool.RequestedSizes.ShouldBe([3, 4, 4, 4]);
    }

    [Fact]
    public async Task A_pool_that_rejects_a_resize_fails_the_cycle_and_the_next_cycle_retries_it()
    {
        Pool pool = new(1) { RemainingRejections = 1 };

        EngineCycle[] cycles = await RunAsync(Builder, pool, 2);

        cycles[0].Outcome.ShouldBe(EngineOutcome.Failed);
        cycles[0].Problems.ShouldHaveSingleItem().Message.ShouldBe("no room");
        (cycles[1].Decision.From, cycles[1].Decision.To, cycles[1].Outcome).ShouldBe((1, 2, EngineOutcome.Applied));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_dry_run_starts_from_the_observed_size_and_shadow_mode_from_its_own_decision()
    {
        (Pool dryPool, Pool shadowPool) = (new(1), new(1));

        EngineCycle[] dryCycles = await RunAsync(Builder.WithDryRun(), dryPool, 3);
        EngineCycle[] shadowCycles = await RunAsync(Builder.WithShadowMode(), shadowPool, 3);

        dryCycles.Select(cycle => cycle.Decision.To).ShouldBe([2, 2, 2]);
        shadowCycles.Select(cycle => cycle.Decision.To).ShouldBe([2, 3, 4]);
        dryCycles.Concat(shadowCycles).ShouldAllBe(cycle => cycle.Outcome == EngineOutcome.NotApplied);
        dryPool.RequestedSizes.Concat(shadowPool.RequestedSizes).ShouldBeEmpty();
    }

    [Fact]
    public void A_policy_that_reads_an_unmeasured_metric_is_rejected_before_the_first_cycle() =>
        Should.Throw<DecisionException>(() =>
            DecisionEngine
                .Create("web")
                .UseSizing(
                    new ThresholdSizing
                    {
                        Metric = "load",
                        UpperThreshold = 5,
                        LowerThreshold = 1,
                    }
                )
                .Build()
                .RunAsync(new Pool(1))
        );

    private static async Task<EngineCycle[]> RunAsync(DecisionEngineBuilder builder, Pool pool, int count)
    {
        List<EngineCycle> cycles = [];
        await foreach (EngineCycle cycle in builder.Build().RunAsync(pool))
        {
            cycles.Add(cycle);
            if (cycles.Count == count)
            {
                break;
            }
        }

        return [.. cycles];
    }

    private sealed record GrowingSizing : ISizingPolicy
    {
        private static readonly DecisionRule Rule = new("growing", "size + 1", ["size"], input => input.A + 1);

        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state) =>
            Decision.FromRule(observation.Timestamp, observation.DesiredCount, Rule, new(observation.DesiredCount));
    }

    /// <summary>Pool in memory. Requested nodes are ready after the next observation.</summary>
    private sealed class Pool(int ready) : IScaledPool
    {
        private int _ready = ready;
        private int _size = ready;

        public string Name => "pool";

        public List<int> RequestedSizes { get; } = [];

        public int RemainingRejections { get; set; }

        public Task<PoolObservation> ObserveAsync(CancellationToken cancellationToken)
        {
            PoolObservation observation = new(_ready, _size - _ready);
            _ready = _size;
            return Task.FromResult(observation);
        }

        public Task ResizeAsync(int size, CancellationToken cancellationToken)
        {
            if (RemainingRejections-- > 0)
            {
                throw new ProviderException("pool", [new Problem(ProblemCode.QuotaExceeded, "no room", "ask for less")]);
            }

            RequestedSizes.Add(size);
            (_size, _ready) = (size, Math.Min(_ready, size));
            return Task.CompletedTask;
        }
    }
}
