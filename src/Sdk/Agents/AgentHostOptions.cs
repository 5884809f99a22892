using Scalewright.Agents.Services;

namespace Scalewright.Agents;

/// <summary>Options of <see cref="AgentHost"/>: identity, timeouts and limits.</summary>
public sealed record AgentHostOptions
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Unique ID of each start of the agent. The state of earlier starts is lost.</summary>
    public required string BootId { get; init; }

    /// <summary>Secret that the node received when it was created. Null: any controller is accepted.</summary>
    public AgentSecret? Secret { get; init; }

    /// <summary>Services besides commands and files. Default none.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Absolute path of a folder for data kept across agent restarts. Empty, the default: none.</summary>
    public string DataFolder { get; init; } = "";

    /// <summary>Time provider for timeouts. Default: system time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Maximum time from the first to the last byte of a frame. Default 10 seconds.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Idle time until disconnect. Default infinite, because some controllers send no heartbeats.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Lowest accepted epoch. Default 0.</summary>
    public long MinEpoch { get; init; }

    /// <summary>Called with each new highest epoch before its controller is accepted. Default null.</summary>
    /// <remarks>An exception rejects the controller. Store the epoch and pass it to the next start as
    /// <see cref="MinEpoch"/>.</remarks>
    public Action<long>? OnEpochRaised { get; init; }

    /// <summary>
    /// Called with the names of service and method, and the arguments as a JSON array in UTF-8, before each call of
    /// <see cref="Services"/>. Default null.
    /// </summary>
    public Action<string, string, ReadOnlyMemory<byte>>? OnServiceCall { get; init; }

    /// <summary>Maximum number of concurrent calls per connection. More calls are refused. Default 4096.</summary>
    public int MaxConcurrentCalls { get; init; } = 4096;

    /// <summary>Maximum number of ended operations kept to recognize retries. Default 100,000.</summary>
    public int MaxCachedOperations { get; init; } = 100_000;

    /// <summary>Maximum bytes of responses kept for retries. The oldest are dropped first. Default 64 MiB.</summary>
    public long MaxCachedResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Maximum size of a command's input in bytes. Default 64 MiB.</summary>
    public int MaxInputBytes { get; init; } = 64 * 1024 * 1024;
}
