namespace Scalewright.Storage.Agents;

/// <summary>Options of a server's agent. The defaults match the real agent.</summary>
public sealed record StorageAgentOptions
{
    /// <summary>Full name of the server.</summary>
    public required string Fqdn { get; init; }

    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Boot time of the server. Null: the start of the agent.</summary>
    public DateTimeOffset? BootTime { get; init; }

    /// <summary>Interval between updates of a plug-in. Default 10 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Minimum interval between polls of a plug-in or of an idle manager. Default 1 second.</summary>
    public TimeSpan MinPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Initial retry delay of a session request, doubled with each retry. Default 10 seconds.</summary>
    public TimeSpan SessionRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Delay at which doubling stops. Default 60 seconds, so that the longest delay is 80 seconds.</summary>
    public TimeSpan MaxSessionRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Delay after a failed request for messages. Default 10 seconds.</summary>
    public TimeSpan PollRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum size of a request in bytes. Default 8 MiB.</summary>
    public int MaxPostBytes { get; init; } = Wire.MessageFormat.MaxPostBytes;
}
