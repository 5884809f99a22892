using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Models;

/// <content>
/// Segments, in order: Send creates one, Transmit queues it for the link, Depart puts it on the link, Arrive receives it
/// at the remote host, Acknowledge receives the response. Retry starts again with Transmit after a loss.
/// </content>
internal sealed partial class StreamEnd
{
    private readonly SortedDictionary<long, Segment> _outOfOrder = [];
    private long _nextToSend;
    private long _nextToReceive;
    private long _acknowledgedAt;
    private bool _isCloseKnown;
    private long _earlyBytes;
    private int? _linkSubject;

    public void Transmit(Segment segment)
    {
        if (_failure is not null || segment.IsAcknowledged)
        {
            return;
        }

        if (segment.RetryCount > 0 && Kernel.Now - _acknowledgedAt >= RetryTimeout.Ticks)
        {
            Fail(SocketError.TimedOut);
            return;
        }

        Outbound.Send(segment);
    }

    /// <summary>Sends a segment when the link is free for it.</summary>
    public void Depart(Segment segment)
    {
        // The stream may have failed, or the segment may have been acknowledged, while it waited.
        if (_failure is not null || segment.IsAcknowledged)
        {
            return;
        }

        if (segment is { RetryCount: 0, IsRecorded: false, Kind: not SegmentKind.Close } && Kernel.Recorder is { } recorder)
        {
            _linkSubject ??= recorder.GetSubject(new RunSubject(RunSubjectKind.Link, $"{Near.Name} -> {Far.Name}"));
            segment.EventNumber = recorder.Record(RunEventKind.Message, _linkSubject.Value, MessageText.Create(segment));
        }

        if (Near.IsFrozen)
        {
            RecordLoss(segment, Near.StopEventNumber);
            Retry(segment);
        }
        else if (Outbound.Carry(segment.Payload.Length, segment.RetryCount > 0) is { } arrival)
        {
            Kernel.Schedule(arrival, new SegmentArrival(segment));
        }
        else
        {
            RecordLoss(segment, Outbound.FindLossCause());
            Retry(segment);
        }
    }

    /// <summary>Receives a segment. Runs at the remote host.</summary>
    public void Arrive(Segment segment)
    {
        if (Far.IsFrozen || !Far.IsUp)
        {
            RecordLoss(segment, Far.StopEventNumber);
            Retry(segment);
            return;
        }

        RecordArrival(segment);
        if (Inbound.IsCut)
        {
            // One-way cut: the remote host receives the segment, but this end never gets the acknowledgement.
            Receive(segment);
            Retry(segment);
            return;
        }

        // Samples first, because the receiver may send on the same link.
        long responseAt = Kernel.Now + Inbound.SampleReply();
        bool isAccepted = Receive(segment);
        Kernel.Schedule(responseAt, new SegmentAcknowledgement(segment, isReset: !isAccepted));
    }

    public void Acknowledge(Segment segment, bool isReset)
    {
        _acknowledgedAt = Kernel.Now;
        if (_failure is not null || segment.IsAcknowledged)
        {
            return;
        }

        if (isReset)
        {
            Fail(segment.Kind == SegmentKind.Open ? SocketError.ConnectionRefused : SocketError.ConnectionReset);
            return;
        }

        segment.IsAcknowledged = true;
        _unacknowledged -= segment.Payload.Length;
        _isCloseKnown |= segment.Kind == SegmentKind.Close;
        LeaveWhenDone();
        Wake();
    }

    private void Send(SegmentKind kind, ReadOnlyMemory<byte> payload)
    {
        if (_unacknowledged == 0)
        {
            _acknowledgedAt = Kernel.Now;
        }

        _unacknowledged += payload.Length;
        Transmit(new Segment(this, kind, _nextToSend++, payload));
    }

    private void Retry(Segment segment)
    {
        long delay = _network.Options.GetRetransmissionTicks(segment.RetryCount);
        segment.RetryCount++;
        Kernel.ScheduleAfter(delay, segment);
    }

    private void RecordLoss(Segment segment, int cause)
    {
        if (!segment.IsRecorded || segment.HasArrived || Kernel.Recorder is not { } recorder)
        {
            return;
        }

        segment.LossCount++;
        if (segment.LossCount == 1)
        {
            recorder.End(segment.EventNumber, "lost", cause);
            _network.Lost.Add(Near.Name, Far.Name, segment.EventNumber);
        }
    }

    private void RecordArrival(Segment segment)
    {
        if (!segment.IsRecorded || Kernel.Recorder is not { } recorder)
        {
            return;
        }

        if (!segment.HasArrived && segment.LossCount > 0)
        {
            recorder.ReplaceEnd(
                segment.EventNumber,
                details: string.Create(CultureInfo.InvariantCulture, $"{segment.LossCount} lost, then sent again")
            );
        }

        _network.Lost.Deliver(Near.Name, Far.Name, segment.EventNumber, recorder.Count);
        segment.HasArrived = true;
        recorder.End(segment.EventNumber);
        recorder.Cause = segment.EventNumber;
    }

    /// <summary>Returns false if the remote host refuses the segment.</summary>
    private bool Receive(Segment segment)
    {
        if (segment.Kind == SegmentKind.Open)
        {
            return Accept();
        }

        return Other is { } peer && peer.ReceiveInOrder(segment);
    }

    private bool Accept()
    {
        if (Other is not null)
        {
            return true;
        }

        if (!Far.Listeners.TryGetValue(_port, out NetworkListener? listener))
        {
            return false;
        }

        Other = new StreamEnd(_network, Far, Near, _port, CancellationToken.None) { Other = this, _nextToReceive = 1 };
        Other._opened.Set(true);
        Other.Send(SegmentKind.Opened, default);
        listener.Enqueue(Other);
        return true;
    }

    private bool ReceiveInOrder(Segment segment)
    {
        if (_failure is not null || (_isClosed && segment.Kind == SegmentKind.Data && segment.Number >= _nextToReceive))
        {
            return false;
        }

        if (segment.Number >= _nextToReceive && _outOfOrder.TryAdd(segment.Number, segment))
        {
            _earlyBytes += segment.Payload.Length;
        }

        while (_outOfOrder.Remove(_nextToReceive, out Segment? next))
        {
            _nextToReceive++;
            _earlyBytes -= next.Payload.Length;
            ReceiveNext(next);
        }

        return true;
    }

    private void ReceiveNext(Segment segment)
    {
        switch (segment.Kind)
        {
            case SegmentKind.Opened:
                _opened.Set(true);
                break;
            case SegmentKind.Close:
                _isEnded = true;
                LeaveWhenDone();
                break;
            default:
                _received.Add(segment.Payload);
                break;
        }

        Wake();
    }

    private void LeaveWhenDone()
    {
        if (_isCloseKnown && _isEnded)
        {
            Near.Ends.Remove(this);
        }
    }
}

internal sealed class SegmentArrival(Segment segment) : KernelEvent
{
    protected internal override void Execute() => segment.Sender.Arrive(segment);
}

/// <summary>Response to a segment reaches its sender: an acknowledgement or a reset.</summary>
internal sealed class SegmentAcknowledgement(Segment segment, bool isReset) : KernelEvent
{
    protected internal override void Execute() => segment.Sender.Acknowledge(segment, isReset);
}
