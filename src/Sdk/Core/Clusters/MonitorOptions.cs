namespace Scalewright.Clusters;

/// <summary>Options of monitoring a cluster.</summary>
public sealed record MonitorOptions
{
    /// <summary>Interval between pings of a node. Default 5 seconds.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Timeout without a response after which a node is unreachable. Default 15 seconds.</summary>
    public TimeSpan UnreachableTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Interval between observations of the provider. Default 30 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True to replace missing and failed nodes, and terminating nodes once no partition has them. Default true.
    /// </summary>
    public bool IsRepairEnabled { get; init; } = true;

    /// <summary>Time a node may be unreachable before replacement; networks may recover. Default 5 minutes.</summary>
    public TimeSpan ReplaceDelay { get; init; } = TimeSpan.FromMinutes(5);
}
