namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>How far an instance is in its life, by the words of the API.</summary>
internal enum InstanceState
{
    /// <summary>Asked for.</summary>
    Pending,

    /// <summary>It works.</summary>
    InService,

    /// <summary>It is on its way out.</summary>
    Terminating,

    /// <summary>Its node works, and lifecycle hooks hold it on its way in.</summary>
    PendingWait,

    /// <summary>Lifecycle hooks hold it on its way out.</summary>
    TerminatingWait,

    /// <summary>It is of a group, and does not count for its capacity.</summary>
    Standby,

    /// <summary>It is gone, and EC2 shows it for a while; it belongs to no group any more.</summary>
    Terminated,

    /// <summary>It is on its way into the warm pool of its group.</summary>
    WarmedPending,

    /// <summary>Its node works, and lifecycle hooks hold it on its way into the warm pool.</summary>
    WarmedPendingWait,

    /// <summary>It waits in the warm pool, and its node works.</summary>
    WarmedRunning,

    /// <summary>It waits in the warm pool and is stopped.</summary>
    WarmedStopped,

    /// <summary>It is on its way out of the warm pool and of its group.</summary>
    WarmedTerminating,
}
