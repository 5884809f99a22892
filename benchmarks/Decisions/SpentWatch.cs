using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Benchmarks.Decisions;

/// <summary>Measures the processor time and the wall time of a run.</summary>
[SuppressMessage("Scalewright", "SWA0037", Justification = "What is measured is the machine, not the simulated world.")]
internal readonly record struct SpentWatch(TimeSpan Busy, long Begun)
{
    public static SpentWatch Start() => new(Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());

    public Spent Elapsed =>
        new((Environment.CpuUsage.TotalTime - Busy).TotalMilliseconds, Stopwatch.GetElapsedTime(Begun).TotalMilliseconds);
}
