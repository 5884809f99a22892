namespace Scalewright.Storage.Servers;

/// <summary>How long a server takes to come up and to go down.</summary>
public enum LifePace
{
    /// <summary>Five seconds at least for each.</summary>
    Simulated,

    /// <summary>No time.</summary>
    AtOnce,
}
