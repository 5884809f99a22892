namespace Scalewright.Providers.Simulation.Models;

/// <summary>What a simulated machine is doing.</summary>
public enum MachineState
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Starting.</summary>
    Booting,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Standing still; it may go on.</summary>
    Frozen,

    /// <summary>Broken; it can be booted again.</summary>
    Failed,
}
