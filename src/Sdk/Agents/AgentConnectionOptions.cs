namespace Scalewright.Agents;

/// <summary>Options of a connection to an agent: expected node, timeouts and limits.</summary>
public sealed record AgentConnectionOptions
{
    /// <summary>Name of the node that must respond.</summary>
    public required string Node { get; init; }

    /// <summary>Unique ID of the connection object, ideally 128 random bits as text. Identifies retries.</summary>
    public required string SessionId { get; init; }

    /// <summary>Controller epoch, 0 or more. Agents refuse epochs below the highest known. Default 0.</summary>
    public long Epoch { get; init; }

    /// <summary>Secret that the node received when it was created. Null: only the name is checked.</summary>
    public AgentSecret? Secret { get; init; }

    /// <summary>Expected boot ID. Empty: any.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Time provider for timeouts and heartbeats. Default: system time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Maximum time from the first to the last byte of a frame. Default 10 seconds.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Idle time after which a ping is sent. Default 5 seconds. Infinite: never.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Idle time after which the connection is closed, checked once per <see cref="HeartbeatInterval"/>.
    /// Default 15 seconds. Infinite: never.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Timeout for opening a connection, a ping and each step of a transfer. Default 30 seconds.</summary>
    /// <remarks>Added to a command's own timeout. A transfer step gets additional time for its bytes, at 8
    /// kbit/s.</remarks>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum number of concurrent calls, 1 or more. Further calls wait. Default 1024.</summary>
    public int MaxConcurrentCalls { get; init; } = 1024;

    /// <summary>Maximum number of consecutive reconnect attempts before calls in progress fail. Default 5.</summary>
    /// <remarks>The delays between attempts are 1, 2, 4 … seconds, up to a minute.</remarks>
    public int MaxReconnectAttempts { get; init; } = 5;
}
