namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>The run took more steps than <see cref="KernelOptions.StepsMax"/> allows.</summary>
public sealed class SimulationRunawayException : InvalidOperationException
{
    internal SimulationRunawayException(TimeSpan at, long steps)
        : base($"The simulation took {steps} steps and is at {at}; let it end sooner or raise StepsMax.") => (At, Steps) = (at, steps);

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan At { get; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; }
}
