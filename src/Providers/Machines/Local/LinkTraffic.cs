namespace Scalewright.Providers.Local;

/// <summary>What a program has carried over the link of a node that it delays.</summary>
public sealed record LinkTraffic
{
    /// <summary>Frames that went on, to the node and from it.</summary>
    public required long CarriedCount { get; init; }

    /// <summary>Frames that did not: more were under way than the link can hold, or a queue on the way was full.</summary>
    public required long DroppedCount { get; init; }

    /// <summary>Bytes that can be under way to the node at once: its rate, or 1 Gbit/s, times the longest delay; 1 MiB at least and 64 MiB at most.</summary>
    public required long BytesMax { get; init; }

    /// <summary>How long a question to the node and its answer took when the delay was set; null while the link is cut.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
