namespace Scalewright.Clusters;

/// <summary>Policies for resources that were changed by others.</summary>
public enum DriftPolicy
{
    /// <summary>Reports an event and leaves the resource unchanged.</summary>
    Report,

    /// <summary>Reports an event and recreates the resource as desired.</summary>
    Repair,
}
