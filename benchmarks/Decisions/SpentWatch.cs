using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Benchmarks.Decisions;

/// <summary>Measures what something takes.</summary>
[SuppressMessage("Scalewright", "SWA0037", Justification = "What is measured is the machine, not the simulated world.")]
internal readonly record struct SpentWatch(TimeSpan Busy, long Begun)
{
    /// <summary>Begins.</summary>
    public static SpentWatch Start() => new(Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());

    /// <summary>What it took so far.</summary>
    public Spent Elapsed => new((Environment.CpuUsage.TotalTime - Busy).TotalMilliseconds, Stopwatch.GetElapsedTime(Begun).TotalMilliseconds);
}
