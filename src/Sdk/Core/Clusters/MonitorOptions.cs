namespace Scalewright.Clusters;

/// <summary>Options of monitoring a cluster.</summary>
public sealed record MonitorOptions
{
    /// <summary>Interval between pings of a node. Default 5 seconds.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time without a response after which a node is unreachable. Default 15 seconds.</summary>
    public TimeSpan UnreachableTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Interval between observations of the provider. Default 30 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True to replace missing and failed nodes, and terminating nodes that are in no partition. Default true.
    /// </summary>
    public bool IsRepairEnabled { get; init; } = true;

    /// <summary>
    /// Time that a node can stay unreachable before it is replaced, because networks may recover. Default 5 minutes.
    /// </summary>
    public TimeSpan ReplaceDelay { get; init; } = TimeSpan.FromMinutes(5);
}
