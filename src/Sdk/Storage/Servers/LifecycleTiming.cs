namespace Scalewright.Storage.Servers;

/// <summary>Timing of a server's start and shutdown.</summary>
public enum LifecycleTiming
{
    /// <summary>At least five seconds for each.</summary>
    Simulated,

    /// <summary>Immediate.</summary>
    Immediate,
}
