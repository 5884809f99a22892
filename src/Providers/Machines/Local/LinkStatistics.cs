namespace Scalewright.Providers.Local;

/// <summary>Traffic that this program forwarded over the delayed link of a node.</summary>
public sealed record LinkStatistics
{
    /// <summary>Number of forwarded frames, to the node and from it.</summary>
    public required long ForwardedCount { get; init; }

    /// <summary>Number of frames dropped because the capacity of the link was exceeded or a queue was full.</summary>
    public required long DroppedCount { get; init; }

    /// <summary>
    /// Maximum number of bytes in transit to the node: the bandwidth of the link, or 1 Gbit/s if unlimited, times the
    /// longest delay; 1 MiB to 64 MiB.
    /// </summary>
    public required long MaxBytesInFlight { get; init; }

    /// <summary>Round-trip time to the node, measured when the delay was set; null while the link is cut.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
