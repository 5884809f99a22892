namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>State of a resource in the history of a node.</summary>
public enum ResourceRunState
{
    /// <summary>The resource is stopped.</summary>
    Stopped,

    /// <summary>The resource runs.</summary>
    Started,

    /// <summary>A monitor failed, or the start failed.</summary>
    Failed,

    /// <summary>The stop failed. Only fencing, or a cleanup and another attempt, stops the resource.</summary>
    StopFailed,

    /// <summary>A monitor found the resource stopped. This is a failure only if the resource is managed.</summary>
    NotRunning,
}
