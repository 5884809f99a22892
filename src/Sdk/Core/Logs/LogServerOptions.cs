namespace Scalewright.Logs;

/// <summary>How a log server behaves.</summary>
public sealed record LogServerOptions
{
    /// <summary>Where it listens; default a free port of loopback.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Bytes of one frame without its length; default 16 MiB. A longer one is counted and ends its connection.</summary>
    public int FrameBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long the server waits for the bytes of one frame from the first to the last; default a minute. A later one is counted and ends its connection. Bytes after a broken frame are waited for no longer. Between frames a sender may be quiet as long as it likes.</summary>
    public TimeSpan FrameDeadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes that half frames of all connections may hold together beyond the first 64 KiB of each; default 64 MiB. A frame that does not fit waits until others are whole, and its connection stands still;
    /// a single one always fits.</summary>
    public long HeldBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Connections at once; default 1,024. As many more wait until others end; they are counted.</summary>
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>After what time without a record a connection may be ended for another that waits; default a minute. The one whose last record is longest ago is ended first, and what it had sent is taken.
    /// While none waits, all stay.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long disposing waits for the sink to take what had arrived; default 5 seconds. What it has not taken by then is counted in <see cref="LogCounts.Lost"/>.</summary>
    public TimeSpan EndDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Who is at an address. Default: nobody is known, so that everyone's tag is <c>Unknown</c>.</summary>
    public ILogOrigins Origins { get; init; } = new LogNodes([]);

    /// <summary>
    /// Whether a connection whose sender <see cref="Origins"/> does not know is closed and counted in
    /// <see cref="LogCounts.Refused"/>. Default false: its records are taken under the tag <c>Unknown</c>.
    /// </summary>
    public bool RefusesUnknownSenders { get; init; }

    /// <summary>Time for pauses and deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
