using BenchmarkDotNet.Attributes;
using Benchmarks.Expansion;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Benchmarks;

/// <summary>Measures expansion of a profile and rendering of its scripts, with 18 containers per node.</summary>
[MemoryDiagnoser]
public class ExpansionBenchmarks
{
    private const int ContainersPerNode = 18;
    private readonly ByteSink _sink = new();
    private Profile _profile = null!;
    private Topology _topology = null!;

    // 50,000 nodes have 900,000 containers; the limit of a profile is a million.
    [Params(10, 1_000, 50_000)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _profile = WebPlugin.Describe("web", 1, ContainersPerNode) with { ContainerCount = Nodes * ContainersPerNode };
        _topology = WebPlugin.Expand(_profile);
    }

    [Benchmark(Baseline = true)]
    public void Bare() => BareWriter.Write("web", Nodes, ContainersPerNode, _sink);

    [Benchmark]
    public void Render() => Rendering.Write(_topology, WebScript.Default, _sink);

    [Benchmark]
    public Topology Expand() => WebPlugin.Expand(_profile);
}
