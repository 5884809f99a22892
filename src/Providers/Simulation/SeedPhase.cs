namespace Scalewright.Providers.Simulation;

/// <summary>Phase of the run of a seed, in order.</summary>
public enum SeedPhase
{
    /// <summary>Creates the state that all runs of the seed share, outside of the simulation.</summary>
    SetUp,

    /// <summary>Runs the program while faults are injected.</summary>
    UnderFaults,

    /// <summary>Runs the program again without faults, because it failed or was killed too often.</summary>
    Healed,

    /// <summary>Runs the check.</summary>
    Check,

    /// <summary>Disposes the shared state, outside of the simulation.</summary>
    CleanUp,
}
