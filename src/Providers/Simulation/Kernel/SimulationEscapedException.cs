namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Thrown when the program resumed off the kernel's loop, so its order is not deterministic.</summary>
/// <remarks>
/// Indicates a bug of the program: it used <c>Task.Run</c>, <c>ConfigureAwait(false)</c>, <c>Task.WhenEach</c>,
/// <c>Parallel</c>, a thread or real I/O. The simulation cannot be used afterward: all later calls throw this exception
/// again.
/// </remarks>
public sealed class SimulationEscapedException : InvalidOperationException
{
    private SimulationEscapedException(string message, SchedulerLeak escape)
        : base(message) => (Stack, UserFrames) = (escape.Stack, escape.UserFrames);

    /// <summary>Stack of the first call off the loop, without the calls of the kernel.</summary>
    public string Stack { get; }

    /// <summary>Frames of the program that made the call or wait for it, innermost first; empty when unknown.</summary>
    internal ValueList<string> UserFrames { get; }

    internal static SimulationEscapedException Now(SchedulerLeak escape) =>
        new(
            "The program left the simulation's loop. Await plainly: no Task.Run, ConfigureAwait, Task.WhenEach, Parallel, "
                + "threads or real input and output. The first call off the loop came from "
                + $"{escape}{Waits(escape)}:\n{escape.Stack}",
            escape
        );

    internal static SimulationEscapedException Before(SchedulerLeak escape) =>
        new(
            "This simulation is not deterministic any more, because a program left its loop before. "
                + $"Fix that program and create a new provider. The first call off the loop came from {escape}.",
            escape
        );

    private static string Waits(SchedulerLeak escape) => string.Concat(escape.Waits.Select(static wait => $"\n  waiting: {wait}"));
}
