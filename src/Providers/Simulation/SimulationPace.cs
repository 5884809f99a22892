namespace Scalewright.Providers.Simulation;

/// <summary>Relation between virtual time and real time.</summary>
public enum SimulationPace
{
    /// <summary>Runs as fast as possible on the calling thread, and pauses between runs. Deterministic.</summary>
    Isolated,

    /// <summary>
    /// The simulation has its own thread, and programs may start on any other. Time advances as fast as possible while
    /// a program runs, and is paused otherwise.
    /// </summary>
    OnDemand,

    /// <summary>Has its own thread; other threads may start programs. Time advances with real time.</summary>
    RealTime,
}
