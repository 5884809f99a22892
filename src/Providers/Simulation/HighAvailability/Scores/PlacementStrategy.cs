namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Strategy for using node capacity.</summary>
public enum PlacementStrategy
{
    /// <summary>Ignores capacity. Prefers nodes with fewer resources.</summary>
    Default,

    /// <summary>Requires capacity. Prefers nodes with fewer resources.</summary>
    Utilization,

    /// <summary>Requires capacity. Uses as few nodes as possible.</summary>
    Minimal,

    /// <summary>Requires capacity. Prefers nodes with more free capacity.</summary>
    Balanced,
}
