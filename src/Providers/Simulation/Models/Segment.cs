namespace Scalewright.Providers.Simulation.Models;

/// <summary>A piece of a stream: sent until it is acknowledged. As an event: the next try.</summary>
internal sealed class Segment(StreamEnd sender, SegmentKind kind, long number, ReadOnlyMemory<byte> payload) : KernelEvent
{
    public SegmentKind Kind => kind;

    /// <summary>From 0 in each direction.</summary>
    public long Number => number;

    public ReadOnlyMemory<byte> Payload => payload;

    public StreamEnd Sender => sender;

    public int TriesCount { get; set; }

    public bool IsAcknowledged { get; set; }

    protected internal override void Occur() => sender.Transmit(this);
}

/// <summary>What a piece of a stream says.</summary>
internal enum SegmentKind
{
    /// <summary>I want to connect.</summary>
    Open,

    /// <summary>We are connected.</summary>
    Opened,

    /// <summary>Bytes.</summary>
    Data,

    /// <summary>No more bytes from me.</summary>
    Close,
}
