namespace Scalewright.Providers.Simulation;

/// <summary>Phase of a seed's run, in the order of the run.</summary>
public enum SeedPhase
{
    /// <summary>What the runs of the seed share is made, outside of the simulation.</summary>
    SetUp,

    /// <summary>The program runs while there are faults.</summary>
    UnderFaults,

    /// <summary>The program runs again without faults, because it gave up or was killed too often under them.</summary>
    Healed,

    /// <summary>The check runs.</summary>
    Check,

    /// <summary>What the runs shared is disposed of, outside of the simulation.</summary>
    CleanUp,
}
