using System.Diagnostics;
using Scalewright.Providers.Simulation.Kernel;

namespace Benchmarks.Kernel;

/// <summary>One run of the hold model: speed and allocation, the creation of the processes included as in the peers.</summary>
/// <param name="EventsPerSecond">Events in a second of wall time.</param>
/// <param name="NanosecondsPerEvent">Of the loop alone, without creating the processes.</param>
/// <param name="BytesPerEvent">Allocated while looping.</param>
/// <param name="BytesPerProcess">Live after all processes sleep.</param>
internal sealed record KernelMeasure(double EventsPerSecond, double NanosecondsPerEvent, double BytesPerEvent, double BytesPerProcess)
{
    public static KernelMeasure Take(HoldStyle style, int processes, int sleeps)
    {
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        SimulationKernel kernel = HoldWorkload.Prepare(style, processes, sleeps);
        TimeSpan setUp = Stopwatch.GetElapsedTime(start);
        long live = GC.GetTotalMemory(forceFullCollection: true) - before;

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        start = Stopwatch.GetTimestamp();
        kernel.Run();
        TimeSpan loop = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new KernelMeasure(
            kernel.Steps / (setUp + loop).TotalSeconds,
            loop.TotalNanoseconds / kernel.Steps,
            (double)allocated / kernel.Steps,
            (double)live / processes);
    }
}
