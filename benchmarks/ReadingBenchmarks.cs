using BenchmarkDotNet.Attributes;
using Benchmarks.Reading;
using Scalewright.Documents;

namespace Benchmarks;

/// <summary>Compares guarded reading (limits, positions, duplicate keys) with the library's own model.</summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private byte[] _utf8 = [];

    [Params(10_000, 100_000)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Write() => _utf8 = ClusterText.Write(Lines);

    [Benchmark(Baseline = true)]
    public object RepresentationModel() => YamlReaders.ReadModel(_utf8);

    [Benchmark]
    public object ParserEvents() => YamlReaders.CountEvents(_utf8);

    [Benchmark]
    public DocumentNode? Guarded() => YamlReaders.ReadGuarded(_utf8);
}
