namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Whether an instance is switched on; its lifecycle state is apart from that.</summary>
internal enum PowerState
{
    /// <summary>It is on, or on its way in as any new one.</summary>
    On,

    /// <summary>It is being stopped: its node is removed.</summary>
    Stopping,

    /// <summary>It is stopped and has no node.</summary>
    Stopped,

    /// <summary>It is being started again: a node is created under its id.</summary>
    Starting,

    /// <summary>It is being rebooted: its node is removed.</summary>
    RebootStopping,

    /// <summary>It is being rebooted: a new node is created under its id.</summary>
    RebootStarting,
}
