namespace Scalewright.Providers.Simulation;

/// <summary>Source of an entry of a seed's timeline.</summary>
public enum TimelineKind
{
    /// <summary>A phase of the run begins or ends.</summary>
    Phase,

    /// <summary>A call of the program to the provider or to a node, or its result where it failed.</summary>
    Call,

    /// <summary>A fault begins.</summary>
    Fault,

    /// <summary>Calls that are left out of the timeline.</summary>
    Omission,
}
