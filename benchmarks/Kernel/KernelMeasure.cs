using System.Diagnostics;
using Scalewright.Providers.Simulation.Kernel;

namespace Benchmarks.Kernel;

/// <summary>Speed and allocation of one run of the hold model. As in the peers, includes process creation.</summary>
/// <param name="EventsPerSecond">Events per second of wall time.</param>
/// <param name="NanosecondsPerEvent">Time of the loop alone, without creating the processes.</param>
/// <param name="BytesPerEvent">Bytes allocated in the loop.</param>
/// <param name="BytesPerProcess">Live bytes after all processes sleep.</param>
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
            (double)live / processes
        );
    }
}
