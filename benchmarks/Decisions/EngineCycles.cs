using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Benchmarks.Decisions;

/// <summary>Measures whole cycles of a running engine over many simulated nodes, from reading to request.</summary>
internal static class EngineCycles
{
    private const int There = 100_000;
    private const int More = 1000;
    private const int WarmUps = 40;
    private const int Measured = 9;

    /// <summary>Measures cycles without changes, then with one node fewer each, then with 1,000 more each.</summary>
    public static (List<Spent> Idle, List<Spent> Growing, List<Spent> Shrinking) Run()
    {
        (List<Spent> idle, List<Spent> growing, List<Spent> shrinking) = ([], [], []);
        RunAsync(idle, growing, shrinking).GetAwaiter().GetResult();
        return (idle, growing, shrinking);
    }

    private static async Task RunAsync(List<Spent> idle, List<Spent> growing, List<Spent> shrinking)
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        await provider.RunAsync(async cancellationToken =>
        {
            Topology topology = Topology
                .Create("scale")
                .Build()
                .WithDomain(new Domain("pool") { Clouds = [new DomainCloud("hotel", 60_000), new DomainCloud("sierra")] })
                .WithCapacity("pool", There);
            await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync(cancellationToken);
            await MeasureAsync(cluster, 0, idle, cancellationToken);
            await MeasureAsync(cluster, -1, shrinking, cancellationToken);
            await MeasureAsync(cluster, More, growing, cancellationToken);
        });
    }

    /// <summary>Measures from the reading of the metric to the report of the cycle.</summary>
    private static async Task MeasureAsync(Cluster cluster, int change, List<Spent> times, CancellationToken cancellationToken)
    {
        int size = cluster.Topology.FindDomain("pool")!.Capacity;
        SpentWatch watch = default;
        DecisionEngine engine = DecisionEngine
            .Create("pool")
            .UseSizing(new Drifting(change))
            .WithOptions(options => options with { MaxNodes = 10 * There })
            .AddMetric("begin", (_, _) =>
            {
                watch = SpentWatch.Start();
                return Task.FromResult(0.0);
            })
            .Build();
        int number = 0;
        await foreach (EngineCycle cycle in engine.RunAsync(cluster, cancellationToken))
        {
            Spent spent = watch.Elapsed;
            size += change;
            if (cycle.Decision.To != size || cycle.Outcome is not (EngineOutcome.Applied or EngineOutcome.Unchanged))
            {
                throw new InvalidOperationException($"{cycle}: {size} was to be the size");
            }

            if (++number > WarmUps)
            {
                times.Add(spent);
            }

            if (times.Count == Measured)
            {
                break;
            }
        }
    }

    private sealed record Drifting(int Change) : ISizingPolicy
    {
        private static readonly DecisionRule Rule = new("drift", "size + change", ["size", "change"], input => input.A + input.B);

        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state) =>
            Decision.FromRule(observation.Timestamp, observation.DesiredCount, Rule, new(observation.DesiredCount, Change));
    }
}
