namespace Scalewright.Logs;

/// <summary>Counters of a log server.</summary>
/// <param name="Records">Records passed to the sink.</param>
/// <param name="Skipped">Invalid frames, which were skipped.</param>
/// <param name="Truncated">Frames cut off by the end of their connection or of the server.</param>
/// <param name="TooLong">Frames beyond the limit. Each ended its connection.</param>
/// <param name="Rejected">Connections with an invalid handshake, and those of unknown senders if the server refuses
/// them.</param>
/// <param name="Lost">Records that the sink did not store.</param>
/// <param name="Connections">Current number of connections.</param>
public sealed record LogServerCounters(long Records, long Skipped, long Truncated, long TooLong, long Rejected, long Lost, int Connections)
{
    /// <summary>Records with an invalid line or level, which were passed to the sink without it.</summary>
    public long Malformed { get; init; }

    /// <summary>Frames that were incomplete after the timeout. Each ended its connection.</summary>
    public long TimedOut { get; init; }

    /// <summary>Frames that had to wait for memory.</summary>
    public long MemoryWaits { get; init; }

    /// <summary>Bytes of memory that incomplete frames currently hold.</summary>
    public long BufferedBytes { get; init; }

    /// <summary>Connections that had to wait for a slot.</summary>
    public long ConnectionWaits { get; init; }

    /// <summary>Connections that currently wait for a slot.</summary>
    public int WaitingConnections { get; init; }

    /// <summary>Connections ended after <see cref="LogServerOptions.IdleTimeout"/>, to admit others.</summary>
    public long EvictedIdle { get; init; }
}
