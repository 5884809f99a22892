namespace Scalewright.Clusters;

/// <summary>What is done about a resource that someone else changed.</summary>
public enum DriftPolicy
{
    /// <summary>It is told as an event and left.</summary>
    Report,

    /// <summary>It is told, and made again as it is wanted.</summary>
    Repair,
}
