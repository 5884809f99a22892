namespace Scalewright.Providers.Local;

/// <summary>Traffic that this program carried over the delayed link of a node.</summary>
public sealed record LinkStatistics
{
    /// <summary>Number of forwarded frames, to the node and from it.</summary>
    public required long ForwardedCount { get; init; }

    /// <summary>Number of dropped frames: more were in transit than the link can hold, or a queue was full.</summary>
    public required long DroppedCount { get; init; }

    /// <summary>
    /// Maximum number of bytes in transit to the node: its rate, or 1 Gbit/s, times the longest delay; at least 1 MiB
    /// and at most 64 MiB.
    /// </summary>
    public required long MaxBytesInFlight { get; init; }

    /// <summary>Round-trip time to the node, measured when the delay was set; null while the link is cut.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
