namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>How capacity counts.</summary>
public enum PlacementStrategy
{
    /// <summary>Not at all; nodes with fewer resources first.</summary>
    Default,

    /// <summary>Only nodes with room; nodes with fewer resources first.</summary>
    Utilization,

    /// <summary>Only nodes with room; as few nodes as possible.</summary>
    Minimal,

    /// <summary>Only nodes with room; nodes with more room first.</summary>
    Balanced,
}
