namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>The simulated program went on outside the kernel's loop, so its order is not repeatable. A bug of the program:
/// it used <c>Task.Run</c>, <c>ConfigureAwait(false)</c>, <c>Task.WhenEach</c>, <c>Parallel</c>, a thread or real input and output.</summary>
public sealed class SimulationEscapedException : InvalidOperationException
{
    internal SimulationEscapedException(string stack)
        : base("The program left the simulation's loop. Await plainly: no Task.Run, ConfigureAwait, Task.WhenEach, Parallel, "
            + "threads or real input and output. The first call off the loop came from:\n" + stack) => Stack = stack;

    /// <summary>The stack of the first call off the loop.</summary>
    public string Stack { get; }
}
