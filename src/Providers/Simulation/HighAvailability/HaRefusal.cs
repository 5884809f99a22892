namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Why an event changed nothing, or not all that was asked.</summary>
public enum HaRefusal
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>There is no such target or node.</summary>
    NotFound,

    /// <summary>The target is wanted from now on, but no node of its two may run it.</summary>
    NoOnlineHost,

    /// <summary>The node it is sent to is not configured, not online or in standby.</summary>
    TargetUnavailable,

    /// <summary>The target is not wanted.</summary>
    NotStarted,
}
