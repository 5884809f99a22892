namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Nothing is scheduled any more, and yet the program has not ended. A bug of the program: it waits for what nobody does.</summary>
public sealed class SimulationStalledException : InvalidOperationException
{
    internal SimulationStalledException(TimeSpan at, ValueList<PendingWait> waits, bool traced)
        : base(Describe(at, waits, traced)) => (At, Waits) = (at, waits);

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan At { get; }

    /// <summary>What is still waiting, in the order it began. Awaits are among it when <see cref="KernelOptions.TraceWaits"/> is on;
    /// else only the program and its processes.</summary>
    public ValueList<PendingWait> Waits { get; }

    private static string Describe(TimeSpan at, ValueList<PendingWait> waits, bool traced)
    {
        string lines = string.Concat(waits.Select(wait => $"\n  {wait}"));
        string advice = traced ? "" : "\nTo see each await with its place, run it again with TraceWaits: new SimulationProvider { Options = new() { TraceWaits = true } }.";
        return $"The simulation stalled at {at}: nothing is scheduled, and these wait:{lines}{advice}";
    }
}
