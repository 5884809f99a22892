namespace Scalewright.Storage.Agents;

/// <summary>Options of a server's agent. The defaults match the real agent.</summary>
internal sealed record StorageAgentOptions
{
    /// <summary>Full name of the server.</summary>
    public required string Fqdn { get; init; }

    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Boot time of the server. Null: the start of the agent.</summary>
    public DateTimeOffset? BootTime { get; init; }

    /// <summary>Interval between updates of a plug-in. Default 10 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum size of a request in bytes. Default 8 MiB.</summary>
    public int MaxPostBytes { get; init; } = Wire.MessageFormat.MaxPostBytes;
}
