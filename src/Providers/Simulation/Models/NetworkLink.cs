namespace Scalewright.Providers.Simulation.Models;

/// <summary>One direction between two hosts: its model, its cuts, and when it is free again.</summary>
/// <remarks>Has its own random streams, so that traffic on one link does not affect another.</remarks>
internal sealed class NetworkLink(SimulatedNetwork network, NetworkHost from, NetworkHost to)
{
    private readonly ActiveCuts _cuts = new();
    private OverlayStack<LinkChange?>? _changes;
    private LinkChange? _change;
    private StableRandom? _ordinary;
    private StableRandom? _faults;
    private LinkQueue? _queue;

    /// <summary>Model, including temporary changes.</summary>
    public LinkModel Model => (_change ?? network.ActiveChange)?.Model ?? network.DefaultLink;

    /// <summary>Tick from which the link can accept the next packet.</summary>
    public long FreeAt { get; private set; }

    public bool IsCut => _cuts.IsAny || from.OutboundCuts.IsAny || to.InboundCuts.IsAny;

    private StableRandom Ordinary => _ordinary ??= network.Kernel.RandomStreams.CreateStream($"network/{from.Name}/{to.Name}");

    private StableRandom Faults =>
        _faults ??= network.Kernel.RandomStreams.CreateStream($"{RandomStreams.Faults}/network/{from.Name}/{to.Name}");

    /// <summary>Adds a cut. Returns the action that removes it.</summary>
    public Action Cut() => _cuts.Add(EventNumbers.GetCause(network.Kernel.Recorder));

    /// <summary>Removes all cuts.</summary>
    public void Heal() => _cuts.Clear();

    /// <summary>Changes the model temporarily. Returns the action that reverts the change.</summary>
    public Action Change(LinkModel model)
    {
        LinkChange change = new(model, EventNumbers.GetCause(network.Kernel.Recorder));
        _changes ??= new OverlayStack<LinkChange?>(null, last => _change = last);
        return _changes.Add(_ => change);
    }

    /// <summary>Returns the recorded event that causes the loss of packets now.</summary>
    public int FindLossCause()
    {
        if (_cuts.IsAny)
        {
            return _cuts.EventNumber;
        }

        if (IsCut)
        {
            return from.OutboundCuts.IsAny ? from.OutboundCuts.EventNumber : to.InboundCuts.EventNumber;
        }

        return (_change ?? network.ActiveChange)?.EventNumber ?? EventNumbers.None;
    }

    /// <summary>Sends a segment as soon as the link is free.</summary>
    public void Send(Segment segment)
    {
        if (FreeAt <= network.Kernel.Now && _queue is null or { IsEmpty: true })
        {
            segment.Sender.Depart(segment);
            return;
        }

        _queue ??= new LinkQueue(network.Kernel, this);
        _queue.Add(segment);
    }

    /// <summary>Sends a packet. Returns the tick of arrival, or null when it is lost.</summary>
    /// <param name="again">True for a retransmission, which uses the random stream of faults to keep first attempts
    /// unchanged.</param>
    public long? Carry(int bytes, bool again = false)
    {
        LinkModel model = Model;
        long latency = Sample(model.Latency, again) + Sample(model.Jitter, again);
        FreeAt = Math.Max(FreeAt, network.Kernel.Now) + TicksFor(model, bytes);
        bool lost = model.Loss > 0 && Faults.NextBoolean(model.Loss);
        if (model.Reordering > 0 && Faults.NextBoolean(model.Reordering))
        {
            latency += model.ReorderingDelay.Sample(Faults).Ticks;
        }

        return lost || IsCut ? null : FreeAt + latency;
    }

    /// <summary>Returns the ticks for a response without payload, for example an acknowledgement.</summary>
    public long SampleReply() => Sample(Model.Latency, again: false);

    private long Sample(DurationModel model, bool again) =>
        model switch
        {
            FixedDuration fixedDuration => fixedDuration.Duration.Ticks,
            _ => model.Sample(again ? Faults : Ordinary).Ticks,
        };

    private static long TicksFor(LinkModel model, int bytes) =>
        model.MaxBytesPerSecond is { } rate ? (long)((Int128)bytes * TimeSpan.TicksPerSecond / rate) : 0;
}

/// <summary>Segments that wait at their sender until the link is free. Lost segments precede new ones.</summary>
/// <remarks>Queued segments are not in flight: a broken stream drops its own, so they do not delay others.</remarks>
internal sealed class LinkQueue(SimulationKernel kernel, NetworkLink link) : KernelEvent
{
    private readonly Queue<Segment> _lost = new();
    private readonly Queue<Segment> _fresh = new();

    public bool IsEmpty => _lost.Count + _fresh.Count == 0;

    public void Add(Segment segment)
    {
        bool isFirst = IsEmpty;
        (segment.RetryCount > 0 ? _lost : _fresh).Enqueue(segment);
        if (isFirst)
        {
            kernel.Schedule(link.FreeAt, this);
        }
    }

    /// <summary>Sends segments while the link is free: one segment, unless its throughput limit was removed.</summary>
    protected internal override void Execute()
    {
        while (link.FreeAt <= kernel.Now && (_lost.TryDequeue(out Segment? next) || _fresh.TryDequeue(out next)))
        {
            next.Sender.Depart(next);
        }

        if (!IsEmpty)
        {
            kernel.Schedule(link.FreeAt, this);
        }
    }
}
