namespace Scalewright.Providers.Simulation.Models;

/// <summary>How the hosts of a network do their streams; the defaults are those of TCP on Linux where it has them.</summary>
public sealed record NetworkOptions
{
    /// <summary>Wait before a lost piece is sent again; doubles each time. Default 200 ms.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest such wait; default 120 s.</summary>
    public TimeSpan RetryLongest { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time without any answer after which a connection is given up; default 924.6 s.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(924.6);

    /// <summary>Time after which connecting is given up; default 127 s.</summary>
    public TimeSpan ConnectGiveUpAfter { get; init; } = TimeSpan.FromSeconds(127);

    /// <summary>Bytes written and not yet read by the other side at which a writer waits; 1 or more, default 256 KiB.</summary>
    public int WindowBytes { get; init; } = 256 * 1024;

    /// <summary>Largest piece of a stream that travels as one packet; 1 or more, default 16 KiB.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024;
}
