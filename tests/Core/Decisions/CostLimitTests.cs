using Scalewright.Decisions.Pools;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

public class CostLimitTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(0.1, 0.3, 3)]
    [InlineData(0.1, 0.29, 2)]
    [InlineData(0.5, 0, 0)]
    [InlineData(0.5, 4.99, 9)]
    [InlineData(0.5, 5, 10)]
    public void As_many_nodes_are_created_as_the_limit_pays_for(double price, double limit, int expected)
    {
        EngineCycle cycle = Preview(Engine(10, ("main", price)).WithMaxCostPerHour(limit), Topology.Create("demo").Build());

        cycle.NodesPerCloud.ShouldBe([expected]);
        cycle.Decision.To.ShouldBe(expected);
        cycle.CostPerHour.ShouldBe((double)(expected * (decimal)price));
    }

    [Fact]
    public void The_decision_and_the_placement_name_the_limit_as_the_cause()
    {
        EngineCycle cycle = Preview(Engine(10, ("main", 0.5)).WithMaxCostPerHour(2), Topology.Create("demo").Build());

        (cycle.Decision.To, cycle.Decision.Cause, cycle.Decision.UncorrectedSize).ShouldBe((4, DecisionCause.MaxCost, 10));
        cycle.Decision.Reason.ShouldEndWith("; more nodes would exceed the maximum cost per hour: 4");
        cycle.Placement.ShouldBe(new Placement(10, 4, DecisionCause.MaxCost));
    }

    [Fact]
    public void New_nodes_of_the_most_expensive_cloud_are_left_out_first_and_of_equal_prices_those_of_the_later_cloud()
    {
        DecisionEngineBuilder engine = Engine(12, ("a", 1), ("b", 3), ("c", 1), ("free", 0)).UsePlacement(new SpreadPlacement());
        Topology empty = Topology.Create("demo").Build();

        // 3 nodes in each cloud cost 3 + 9 + 3 = 15.
        Preview(engine.WithMaxCostPerHour(15), empty).NodesPerCloud.ShouldBe([3, 3, 3, 3]);
        Preview(engine.WithMaxCostPerHour(14), empty).NodesPerCloud.ShouldBe([3, 2, 3, 3]);
        Preview(engine.WithMaxCostPerHour(5), empty).NodesPerCloud.ShouldBe([3, 0, 2, 3]);
        Preview(engine.WithMaxCostPerHour(0), empty).NodesPerCloud.ShouldBe([0, 0, 0, 3]);
    }

    [Fact]
    public void The_nodes_of_other_domains_count_and_the_minimum_size_does_not_exceed_the_limit()
    {
        Topology other = Topology
            .Create("demo")
            .Build()
            .WithDomain(new Domain("db") { Clouds = [new DomainCloud("main") { PricePerHour = 2 }] })
            .WithCapacity("db", 3);

        EngineCycle cycle = Preview(Engine(10, ("main", 1)).WithBounds(8, 20).WithMaxCostPerHour(10), other);

        cycle.NodesPerCloud.ShouldBe([4]);
        cycle.CostPerHour.ShouldBe(10);
    }

    // By hand: of the excess of 100 over the limit of 0, the price is the 10^29th part, which is not a decimal. Two nodes of 100
    // exceed a limit of 190, and the remaining 90 pay for 9 * 10^28 nodes of the other cloud.
    [Fact]
    public void A_very_low_price_leaves_out_and_keeps_nodes_like_any_other_price()
    {
        const double Low = 1e-27;
        Topology other = Topology
            .Create("demo")
            .Build()
            .WithDomain(new Domain("db") { Clouds = [new DomainCloud("main") { PricePerHour = 100 }] })
            .WithCapacity("db", 1);
        DecisionEngineBuilder spread = Engine(4, ("low", Low), ("main", 100)).UsePlacement(new SpreadPlacement());

        Preview(Engine(3, ("low", Low)).WithMaxCostPerHour(0), other).NodesPerCloud.ShouldBe([0]);
        Preview(spread.WithMaxCostPerHour(190), Topology.Create("demo").Build()).NodesPerCloud.ShouldBe([2, 1]);
    }

    [Fact]
    public void Nodes_stay_when_the_limit_prevents_their_replacements_in_another_cloud()
    {
        DecisionEngineBuilder engine = Engine(5, ("a", 1), ("b", 2)).UsePlacement(new SecondCloudOnly());
        Topology five = Domain(("a", 1), ("b", 2)).WithCapacity("web", 5, [5, 0]);

        // A limit of 5 + n pays for n of the five moves.
        Preview(engine.WithMaxCostPerHour(10), five).NodesPerCloud.ShouldBe([0, 5]);
        Preview(engine.WithMaxCostPerHour(8), five).NodesPerCloud.ShouldBe([2, 3]);
        Preview(engine.WithMaxCostPerHour(7.5), five).NodesPerCloud.ShouldBe([3, 2]);
        Preview(engine.WithMaxCostPerHour(5), five).NodesPerCloud.ShouldBe([5, 0]);
        Preview(engine.WithMaxCostPerHour(4), five).NodesPerCloud.ShouldBe([5, 0]);
        Preview(engine.WithMaxCostPerHour(0), five).NodesPerCloud.ShouldBe([5, 0]);
    }

    [Fact]
    public void Without_a_price_or_with_an_invalid_number_the_limit_is_rejected()
    {
        Problems(Engine(1, ("main", 0)).WithMaxCostPerHour(1)).ShouldBe([ProblemCode.ConflictingFields]);
        Problems(Engine(1, ("main", 1)).WithMaxCostPerHour(-1)).ShouldBe([ProblemCode.OutOfRange]);
        Problems(Engine(1, ("main", 1)).WithMaxCostPerHour(double.NaN)).ShouldBe([ProblemCode.OutOfRange]);
        Problems(Engine(1, ("main", 1)).WithMaxCostPerHour(double.PositiveInfinity)).ShouldBe([ProblemCode.OutOfRange]);
    }

    [Fact]
    public void A_pool_has_no_prices_so_an_engine_with_a_limit_rejects_it() =>
        Should
            .Throw<DecisionException>(() => Engine(1, ("main", 1)).WithMaxCostPerHour(1).Build().RunAsync(new Unpriced()))
            .Problems.ShouldHaveSingleItem()
            .Field.ShouldBe("MaxCostPerHour");

    /// <summary>The bound on the cost is computed here from the desired topology, by the prices that the test chose.</summary>
    [Fact]
    public void For_any_prices_domains_and_states_growth_never_exceeds_the_limit_and_a_high_limit_changes_nothing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
            {
                Random random = new(seed);
                (string Name, double Price)[] clouds =
                [
                    .. Enumerable.Range(0, random.Next(1, 5)).Select(number => ($"c{number}", random.Next(0, 50) / 10.0)),
                ];
                clouds[0].Price += 0.1;
                ValueList<DomainCloud> priced = [.. clouds.Select(cloud => new DomainCloud(cloud.Name) { PricePerHour = cloud.Price })];
                Topology topology = Domain(clouds);
                topology = topology.WithCapacity("web", 0, [.. clouds.Select(_ => random.Next(0, 6))]);
                topology = topology
                    .WithDomain(new Domain("db") { Clouds = priced })
                    .WithCapacity("db", 0, [.. clouds.Select(_ => random.Next(0, 3))]);
                HashSet<string> failed = [.. topology.GetDomainNodes("web").Where(_ => random.Next(4) == 0).Select(node => node.Name)];
                NodeState GetState(NodeSpec node) => failed.Contains(node.Name) ? NodeState.Failed : NodeState.Ready;
                IPlacementPolicy[] placements = [new OverflowPlacement(), new CheapestPlacement(), new SpreadPlacement()];
                DecisionEngineBuilder builder = Engine(random.Next(0, 30), clouds).UsePlacement(placements[random.Next(placements.Length)]);
                decimal limit = random.Next(0, 800) / 10m;

                EngineCycle limited = Preview(builder.WithMaxCostPerHour((double)limit), topology, GetState, out Topology after);
                EngineCycle free = Preview(builder, topology, GetState, out Topology unlimited);
                EngineCycle high = Preview(builder.WithMaxCostPerHour(1e6), topology, GetState, out Topology unbound);

                decimal kept = Cost(topology, clouds, node => node.Group == "db" || !failed.Contains(node.Node.Name));
                Cost(after, clouds, _ => true).ShouldBeLessThanOrEqualTo(Math.Max(limit, kept));
                limited.CostPerHour.ShouldBe((double)Cost(after, clouds, _ => true));
                limited.Decision.To.ShouldBeLessThanOrEqualTo(free.Decision.To);
                (limited.Decision.Cause == DecisionCause.MaxCost).ShouldBe(limited.Decision.To < free.Decision.To);
                unbound.ShouldBe(unlimited);
                (high with { CostPerHour = null }).ShouldBe(free);
                free.CostPerHour.ShouldBeNull();
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public Task A_running_engine_reports_the_limit_once_and_keeps_nodes_that_exceed_a_lowered_limit() =>
        RunAsync(
            async (provider, cluster, cancellationToken) =>
            {
                DecisionEngineBuilder engine = Engine(6, ("main", 0.5));

                EngineCycle[] first = await EngineRun.CyclesAsync(engine.WithMaxCostPerHour(2), 3, cluster, cancellationToken);
                EngineCycle[] lowered = await EngineRun.CyclesAsync(engine.WithMaxCostPerHour(1), 3, cluster, cancellationToken);

                first.Select(cycle => cycle.Outcome).ShouldBe([EngineOutcome.Applied, EngineOutcome.Unchanged, EngineOutcome.Unchanged]);
                Messages(first).ShouldBe(["the maximum cost of 2 per hour limits the size to 4"]);
                lowered.ShouldAllBe(cycle => cycle.Outcome == EngineOutcome.Unchanged && cycle.CostPerHour == 2);
                Messages(lowered).ShouldBe(["the cost of 2 per hour exceeds the maximum of 1; no node is removed"]);
                cluster.Nodes.Count.ShouldBe(4);
            }
        );

    [Fact]
    public Task A_failed_node_above_the_limit_is_not_replaced() =>
        RunAsync(
            async (provider, cluster, cancellationToken) =>
            {
                DecisionEngineBuilder engine = Engine(4, ("main", 0.5));
                await EngineRun.CyclesAsync(engine, 1, cluster, cancellationToken);
                provider.Inject(new CrashNode("web-1"));

                EngineCycle cycle = (await EngineRun.CyclesAsync(engine.WithMaxCostPerHour(1), 1, cluster, cancellationToken))[0];

                (cycle.Decision.To, cycle.Decision.Cause).ShouldBe((3, DecisionCause.MaxCost));
                cluster.Nodes.Select(node => node.Name).ShouldBe(["web-2", "web-3", "web-4"]);
            }
        );

    private static IEnumerable<string> Messages(IEnumerable<EngineCycle> cycles) =>
        cycles
            .SelectMany(cycle => cycle.Events)
            .Where(engineEvent => engineEvent.Kind == EngineEventKind.CostLimited)
            .Select(engineEvent => engineEvent.Message);

    private static IEnumerable<ProblemCode> Problems(DecisionEngineBuilder engine) =>
        engine.Options.Check().Where(problem => problem.Field == "MaxCostPerHour").Select(problem => problem.Code);

    private static DecisionEngineBuilder Engine(int size, params (string Name, double Price)[] clouds) =>
        clouds.Aggregate(DecisionEngine.Create("web").UseSizing(new FixedSizing { Size = size }), (engine, cloud) =>
            engine.AddCloud(cloud.Name, pricePerHour: cloud.Price)
        );

    private static Topology Domain(params (string Name, double Price)[] clouds) =>
        Topology
            .Create("demo")
            .Build()
            .WithDomain(
                new Domain("web") { Clouds = [.. clouds.Select(cloud => new DomainCloud(cloud.Name) { PricePerHour = cloud.Price })] }
            );

    private static EngineCycle Preview(DecisionEngineBuilder engine, Topology topology) =>
        engine.Build().Preview(topology, _ => NodeState.Ready, [], Start);

    private static EngineCycle Preview(
        DecisionEngineBuilder engine,
        Topology topology,
        Func<NodeSpec, NodeState> getState,
        out Topology after
    )
    {
        EngineCycle cycle = engine.Build().Preview(topology, getState, [], Start);
        after = cycle.Plan.ApplyTo(topology);
        return cycle;
    }

    private static decimal Cost(
        Topology topology,
        (string Name, double Price)[] clouds,
        Func<(string Group, NodeSpec Node), bool> isIncluded
    ) =>
        topology
            .Groups.Values.SelectMany(group => group.Nodes.Select(node => (Group: group.Name, Node: node)))
            .Where(isIncluded)
            .Sum(item => (decimal)clouds.Single(cloud => cloud.Name == item.Node.Cloud).Price);

    private static async Task RunAsync(Func<SimulationProvider, LiveCluster, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 11 };
        await provider.RunAsync(async cancellationToken =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Topology.Create("demo").Build())
                .UseProvider(provider)
                .ProvisionAsync(cancellationToken);
            await program(provider, cluster, cancellationToken);
        });
    }

    /// <summary>Moves all nodes to the second cloud.</summary>
    private sealed record SecondCloudOnly : IPlacementPolicy
    {
        public int GetStateLength(int cloudCount) => 0;

        public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
        {
            counts[1] = desired;
            return Placement.FromCounts(desired, counts);
        }
    }

    private sealed class Unpriced : IScaledPool
    {
        public string Name => "pool";

        public Task<PoolObservation> ObserveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ResizeAsync(int size, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
