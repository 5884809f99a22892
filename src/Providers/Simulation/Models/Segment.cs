namespace Scalewright.Providers.Simulation.Models;

/// <summary>Segment of a stream, sent until it is acknowledged. As an event, it is the next attempt.</summary>
internal sealed class Segment(StreamEnd sender, SegmentKind kind, long number, ReadOnlyMemory<byte> payload) : KernelEvent
{
    public SegmentKind Kind => kind;

    /// <summary>Sequence number, from 0 in each direction.</summary>
    public long Number => number;

    public ReadOnlyMemory<byte> Payload => payload;

    public StreamEnd Sender => sender;

    /// <summary>Number of retransmissions.</summary>
    public int RetryCount { get; set; }

    /// <summary>Its recorded event.</summary>
    public int EventNumber { get; set; } = EventNumbers.None;

    public bool IsRecorded => EventNumber != EventNumbers.None;

    /// <summary>Number of recorded attempts that were lost before the first that arrived.</summary>
    public int LossCount { get; set; }

    public bool HasArrived { get; set; }

    public bool IsAcknowledged { get; set; }

    protected internal override void Execute() => sender.Transmit(this);
}

internal enum SegmentKind
{
    Open,

    Opened,

    Data,

    /// <summary>The sender has no more bytes.</summary>
    Close,
}
