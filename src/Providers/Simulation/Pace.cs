namespace Scalewright.Providers.Simulation;

/// <summary>How a simulation's time goes in relation to what is outside of it.</summary>
public enum Pace
{
    /// <summary>A run goes as fast as it can, on the thread that calls it; between runs time stands still. The same seed gives the same course.</summary>
    Alone,

    /// <summary>The simulation has a thread of its own, and programs come from any other. Time goes as fast as it can while a program runs, else it stands still.</summary>
    Demand,

    /// <summary>The simulation has a thread of its own, and programs come from any other. Time goes as it does outside.</summary>
    Real,
}
