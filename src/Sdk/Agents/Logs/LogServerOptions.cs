namespace Scalewright.Logs;

/// <summary>Options of <see cref="LogServer"/>.</summary>
public sealed record LogServerOptions
{
    /// <summary>Endpoint to listen on. Default: a free port of the loopback address.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Maximum bytes of a frame without its length. Default 16 MiB.</summary>
    /// <remarks>A longer frame is counted and ends its connection.</remarks>
    public int MaxFrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Maximum time from the first to the last byte of a frame. Default 1 minute.</summary>
    /// <remarks>A frame that takes longer is counted and ends its connection. The limit also applies to the search for
    /// the next frame after an invalid one. Between frames, a sender may be idle for any time.</remarks>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum bytes of incomplete frames beyond the first 64 KiB of each. Default 64 MiB.</summary>
    /// <remarks>A frame that would exceed the limit waits, with its connection, until other frames are complete. A
    /// single frame is always accepted.</remarks>
    public long MaxBufferedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Maximum number of concurrent connections, and of waiting ones. Default 1,024.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Idle time after which a connection may be ended to admit another. Default 1 minute.</summary>
    /// <remarks>The connection without a record for the longest time is ended first, after its data is received.
    /// Connections are ended only while others wait.</remarks>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum time that disposal waits for the sink. Default 5 seconds.</summary>
    /// <remarks>Records that are not stored by then are counted in <see cref="LogServerCounters.Lost"/>.</remarks>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Identifies senders. Default: all are unknown, with the tag <c>Unknown</c>.</summary>
    public ILogOriginResolver OriginResolver { get; init; } = new LogNodeDirectory([]);

    /// <summary>True to refuse senders that <see cref="OriginResolver"/> does not know. Default false.</summary>
    /// <remarks>If true, they are counted in <see cref="LogServerCounters.Rejected"/>. If false, their records have the
    /// tag <c>Unknown</c>.</remarks>
    public bool RejectUnknownSenders { get; init; }

    /// <summary>Time provider for delays and timeouts. Default: system time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
