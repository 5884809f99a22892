namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Thrown when no events are left, but the program is still waiting: a bug of the program.</summary>
public sealed class SimulationStalledException : InvalidOperationException
{
    internal SimulationStalledException(TimeSpan at, ValueList<PendingWait> waits, bool traced)
        : base(Describe(at, waits, traced)) => (At, Waits) = (at, waits);

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan At { get; }

    /// <summary>
    /// Pending waits, in order of their start. Includes awaits when <see cref="KernelOptions.IsWaitTracingEnabled"/> is
    /// enabled; otherwise only the program and its processes.
    /// </summary>
    public ValueList<PendingWait> Waits { get; }

    private static string Describe(TimeSpan at, ValueList<PendingWait> waits, bool traced)
    {
        string lines = string.Concat(waits.Select(wait => $"\n  {wait}"));
        string advice = traced
            ? ""
            : "\nTo see each await with its place, run it again with IsWaitTracingEnabled: new SimulationProvider { "
                + "Options = new() { IsWaitTracingEnabled = true } }.";
        return $"The simulation stalled at {at}: no events are scheduled, but these still wait:{lines}{advice}";
    }
}
