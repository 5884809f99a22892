namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Lifecycle state of an instance, named as in the API.</summary>
internal enum InstanceState
{
    /// <summary>Launch requested.</summary>
    Pending,

    /// <summary>In service.</summary>
    InService,

    /// <summary>Terminating.</summary>
    Terminating,

    /// <summary>Held by lifecycle hooks before it enters service; its node is ready.</summary>
    PendingWait,

    /// <summary>Held by lifecycle hooks before termination.</summary>
    TerminatingWait,

    /// <summary>In a group, without counting toward its capacity.</summary>
    Standby,

    /// <summary>Terminated and outside of groups. EC2 shows it for a while.</summary>
    Terminated,

    /// <summary>Starting for the warm pool of its group.</summary>
    WarmedPending,

    /// <summary>Held by lifecycle hooks before it enters the warm pool; its node is ready.</summary>
    WarmedPendingWait,

    /// <summary>In the warm pool, with a ready node.</summary>
    WarmedRunning,

    /// <summary>In the warm pool, stopped.</summary>
    WarmedStopped,

    /// <summary>Terminating from the warm pool.</summary>
    WarmedTerminating,
}
