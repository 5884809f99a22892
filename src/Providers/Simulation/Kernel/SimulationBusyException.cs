namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Thrown when a run starts while another thread runs the simulation. That run is not affected.</summary>
public sealed class SimulationBusyException : InvalidOperationException
{
    internal SimulationBusyException()
        : base(
            "This simulation runs a program on another thread, and cannot run two at the same time, because their "
                + "order would not be repeatable. "
                + "Wait until that run has ended, do the work of both in one RunAsync, or give each a provider of its own."
        ) { }
}
