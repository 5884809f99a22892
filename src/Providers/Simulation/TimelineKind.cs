namespace Scalewright.Providers.Simulation;

/// <summary>Source of a timeline entry.</summary>
public enum TimelineKind
{
    /// <summary>Start or end of a phase of the run.</summary>
    Phase,

    /// <summary>Call of the program to the provider or a node, or its failure.</summary>
    Call,

    /// <summary>Start of a fault.</summary>
    Fault,

    /// <summary>Number of calls that are omitted from the timeline.</summary>
    Omission,
}
