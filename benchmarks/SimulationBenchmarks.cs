using BenchmarkDotNet.Attributes;
using Benchmarks.Kernel;
using Scalewright.Providers.Simulation.Kernel;

namespace Benchmarks;

/// <summary>Measures the cost of a simulated event by style of process, and its growth with their number.</summary>
[MemoryDiagnoser]
public class SimulationBenchmarks
{
    private const int Events = 1_000_000;

    private SimulationKernel _kernel = new();

    [Params(1_000, 100_000)]
    public int Processes { get; set; }

    [Params(HoldStyle.Callback, HoldStyle.SimTask, HoldStyle.Async, HoldStyle.TaskDelay)]
    public HoldStyle Style { get; set; }

    [IterationSetup]
    public void Prepare() => _kernel = HoldWorkload.Prepare(Style, Processes, Events / Processes);

    [Benchmark(OperationsPerInvoke = Events)]
    public long Run()
    {
        _kernel.Run();
        return _kernel.Steps;
    }
}
