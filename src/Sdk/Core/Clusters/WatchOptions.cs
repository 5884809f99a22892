namespace Scalewright.Clusters;

/// <summary>How a cluster is watched.</summary>
public sealed record WatchOptions
{
    /// <summary>How often each node is asked whether it is there; default 5 seconds.</summary>
    public TimeSpan PingPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long without an answer a node is unreachable; default 15 seconds.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the place is looked at; default 30 seconds.</summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether what is gone or does not work is made again, and what the provider takes back soon as soon as no partition has it. Default true.</summary>
    public bool Repairs { get; init; } = true;

    /// <summary>How long a node may be unreachable before it is made again; default 5 minutes. A network may heal.</summary>
    public TimeSpan ReplaceDelay { get; init; } = TimeSpan.FromMinutes(5);
}
