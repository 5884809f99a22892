namespace Scalewright.Providers.Simulation;

/// <summary>Relation between virtual time and real time.</summary>
public enum Pace
{
    /// <summary>
    /// Each run is executed as fast as possible on the calling thread. Time is paused between runs. The same seed
    /// produces the same trace.
    /// </summary>
    Alone,

    /// <summary>
    /// The simulation has its own thread, and programs may start on any other. Time advances as fast as possible while
    /// a program runs, and is paused otherwise.
    /// </summary>
    Demand,

    /// <summary>
    /// The simulation has its own thread, and programs may start on any other. Virtual time advances at the rate of
    /// real time.
    /// </summary>
    Real,
}
