using BenchmarkDotNet.Attributes;
using Scalewright.Clusters;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace FarmBenchmarks;

/// <summary>Measures the expansion of a topology, and the whole lifetime of a simulated cluster.</summary>
[MemoryDiagnoser]
public class FarmRuns
{
    private readonly List<WeakReference> _worlds = [];

    /// <summary>Number of nodes of the farm.</summary>
    [Params(10, 200)]
    public int Nodes { get; set; }

    /// <summary>Expands the farm's profile to its nodes.</summary>
    [Benchmark]
    public Topology Expand() => MeasuredFarm.Plan(Nodes);

    /// <summary>Creates the farm in its own simulation, runs a command on all nodes, and deletes it.</summary>
    [Benchmark]
    public async Task<int> Live()
    {
        await using SimulationProvider provider = new() { Seed = 42 };
        _worlds.Add(new WeakReference(provider));
        int answers = 0;
        await provider.RunAsync(async token =>
        {
            await using (Cluster cluster = await Cluster.Create(Expand()).UseProvider(provider).ProvisionAsync(token))
            {
                await foreach (NodeResult _ in cluster.Nodes.RunAsync(["hostname"], token))
                {
                    answers++;
                }
            }

            if ((await provider.ObserveAsync(null, token)).Count > 0)
            {
                throw new InvalidOperationException("the cluster left something behind in its place");
            }
        });
        return answers == Nodes ? answers : throw new InvalidOperationException($"{answers} of {Nodes} nodes answered");
    }

    /// <summary>Checks that each iteration has disposed its simulation.</summary>
    [IterationCleanup(Target = nameof(Live))]
    public void WantNothingLeft()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        int left = _worlds.Count(world => world.IsAlive);
        _worlds.Clear();
        if (left > 0)
        {
            throw new InvalidOperationException($"{left} worlds were left behind in memory");
        }
    }
}
