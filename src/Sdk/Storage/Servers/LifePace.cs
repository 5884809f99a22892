namespace Scalewright.Storage.Servers;

/// <summary>Timing of a server's start and shutdown.</summary>
public enum LifePace
{
    /// <summary>At least five seconds for each.</summary>
    Simulated,

    /// <summary>Immediate.</summary>
    AtOnce,
}
