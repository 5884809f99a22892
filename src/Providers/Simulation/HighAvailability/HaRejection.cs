namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Reason why an event was rejected, fully or in part.</summary>
public enum HaRejection
{
    /// <summary>The event was not rejected.</summary>
    None,

    /// <summary>The target or node does not exist.</summary>
    NotFound,

    /// <summary>The target is desired from now on, but neither of its nodes can run it.</summary>
    NoOnlineHost,

    /// <summary>The destination node is not configured, not online or in standby.</summary>
    TargetUnavailable,

    /// <summary>The target is not desired.</summary>
    NotStarted,
}
