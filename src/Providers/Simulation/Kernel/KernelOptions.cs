namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Options of a simulation kernel.</summary>
public sealed record KernelOptions
{
    /// <summary>Seed of all random numbers. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Wall clock time at tick 0. Default 2000-01-01 UTC.</summary>
    public DateTimeOffset Epoch { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>True to add steps to <see cref="SimulationKernel.TraceHash"/>. Default false: no overhead.</summary>
    public bool IsTraceHashEnabled { get; init; }

    /// <summary>
    /// Indicates whether each await is recorded with its location, for the message of a stall. Default false. Slows
    /// each await by some microseconds but does not change the order, so a stalled seed can be replayed with it.
    /// </summary>
    public bool IsWaitTracingEnabled { get; init; }

    /// <summary>Indicates whether the causes of events are followed for a recording. Default false.</summary>
    internal bool IsRecordingEnabled { get; init; }

    /// <summary>Maximum number of steps of a run, 1 or more. Default unlimited.</summary>
    public long MaxSteps { get; init; } = long.MaxValue;

    /// <summary>
    /// Real time to wait for a program that left the loop, before a stall is reported. Distinguishes an escape from a
    /// stall. Default 200 ms, up to ten times as long while the thread pool is busy.
    /// </summary>
    public TimeSpan EscapeGracePeriod { get; init; } = TimeSpan.FromMilliseconds(200);
}
