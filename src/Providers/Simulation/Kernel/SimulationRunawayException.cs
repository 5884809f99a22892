namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Thrown when a run takes more steps than <see cref="KernelOptions.MaxSteps"/>.</summary>
public sealed class SimulationRunawayException : InvalidOperationException
{
    internal SimulationRunawayException(TimeSpan at, long steps)
        : base($"The simulation took {steps} steps and is at {at}; let it end sooner or raise MaxSteps.") => (At, Steps) = (at, steps);

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan At { get; }

    /// <summary>Number of steps executed.</summary>
    public long Steps { get; }
}
