using System.Net;

namespace Scalewright.Logs;

/// <summary>How a log server behaves.</summary>
public sealed record LogServerOptions
{
    /// <summary>Where it listens; default a free port of loopback.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Bytes of one frame without its length; default 16 MiB. A longer one is counted and ends its connection.</summary>
    public int FrameBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Connections at once; default 1,024. One more waits until another ends.</summary>
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>Who is at an address. Default: nobody is known, so that everyone's tag is <c>Unknown</c>.</summary>
    public ILogOrigins Origins { get; init; } = new LogNodes([]);

    /// <summary>Time for pauses; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
