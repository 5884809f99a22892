namespace Scalewright.Providers.Simulation.Models;

/// <summary>State of a simulated machine.</summary>
public enum MachineState
{
    /// <summary>The machine is off.</summary>
    Off,

    /// <summary>The machine is booting.</summary>
    Booting,

    /// <summary>The machine is running.</summary>
    Running,

    /// <summary>The machine is frozen and may resume.</summary>
    Frozen,

    /// <summary>The machine has failed. It can be booted again.</summary>
    Failed,
}
