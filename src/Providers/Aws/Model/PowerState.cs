namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Power state of an instance, independent of its lifecycle state.</summary>
internal enum PowerState
{
    /// <summary>Running, or launching like any new instance.</summary>
    On,

    /// <summary>Stopping: the node is being removed.</summary>
    Stopping,

    /// <summary>Stopped, without a node.</summary>
    Stopped,

    /// <summary>Starting: a node is created with the same ID.</summary>
    Starting,

    /// <summary>Rebooting: the node is being removed.</summary>
    RebootStopping,

    /// <summary>Rebooting: a new node is created with the same ID.</summary>
    RebootStarting,
}
