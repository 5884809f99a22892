namespace Scalewright.Providers.Simulation.Models;

/// <summary>One direction between two hosts: its model, its cuts, and when it is free again.</summary>
/// <remarks>Its chance is its own, so that what goes over one link shifts nothing on another. Most links draw nothing and have no stream.</remarks>
internal sealed class NetworkLink(SimulatedNetwork network, NetworkHost from, NetworkHost to)
{
    private LinkModel? _model;
    private Layers<LinkModel?>? _layers;
    private LinkModel? _changed;
    private StableRandom? _ordinary;
    private StableRandom? _faults;
    private LinkQueue? _queue;
    private int _cutCount;

    /// <summary>How it behaves, apart from what changes it for a time.</summary>
    public LinkModel Model
    {
        get => _changed ?? network.ChangedLink ?? _model ?? network.DefaultLink;
        set => _model = value;
    }

    /// <summary>Whether it is cut by hand, which lasts until it is healed by hand.</summary>
    public bool IsCutByHand { get; set; }

    /// <summary>The tick from which on it can take the next packet.</summary>
    public long FreeAt { get; private set; }

    public bool IsCut => IsCutByHand || _cutCount > 0 || from.IsCutFromOthers || to.IsCutForOthers;

    private StableRandom Ordinary => _ordinary ??= network.Kernel.Chance.Draw($"network/{from.Name}/{to.Name}");

    private StableRandom Faults => _faults ??= network.Kernel.Chance.Draw($"{ChanceStreams.Faults}/network/{from.Name}/{to.Name}");

    /// <summary>Cuts it once more.</summary>
    /// <returns>Takes this cut back.</returns>
    public Action Cut()
    {
        _cutCount++;
        return () => _cutCount = Math.Max(0, _cutCount - 1);
    }

    /// <summary>Takes all cuts back.</summary>
    public void Heal() => (IsCutByHand, _cutCount) = (false, 0);

    /// <summary>Makes it another for a time.</summary>
    /// <returns>Takes this change back.</returns>
    public Action Change(LinkModel model)
    {
        _layers ??= new Layers<LinkModel?>(null, changed => _changed = changed);
        return _layers.Add(_ => model);
    }

    /// <summary>Lets a piece of a stream depart as soon as the link is free.</summary>
    public void Take(Segment segment)
    {
        if (FreeAt <= network.Kernel.Now && _queue is null or { IsEmpty: true })
        {
            segment.Sender.Depart(segment);
            return;
        }

        _queue ??= new LinkQueue(network.Kernel, this);
        _queue.Add(segment);
    }

    /// <summary>Sends a packet.</summary>
    /// <param name="again">Whether it was sent before: then its chance is that of faults, so that the first tries stay as they are.</param>
    /// <returns>The tick at which it arrives; null when it does not.</returns>
    public long? Carry(int bytes, bool again = false)
    {
        LinkModel model = Model;
        long latency = Draw(model.Latency, again) + Draw(model.Jitter, again);
        FreeAt = Math.Max(FreeAt, network.Kernel.Now) + TicksFor(model, bytes);
        bool lost = model.Loss > 0 && Faults.NextChance(model.Loss);
        if (model.Reordering > 0 && Faults.NextChance(model.Reordering))
        {
            latency += model.ReorderingDelay.Draw(Faults).Ticks;
        }

        return lost || IsCut ? null : FreeAt + latency;
    }

    /// <summary>Whether the packet just sent arrives twice.</summary>
    public bool Doubles() => Model.Duplication > 0 && Faults.NextChance(Model.Duplication);

    /// <summary>Time in ticks for an answer of no size, such as an acknowledgement.</summary>
    public long Answer() => Draw(Model.Latency, again: false);

    private long Draw(DurationModel model, bool again) =>
        (model is FixedDuration known ? known.Duration : model.Draw(again ? Faults : Ordinary)).Ticks;

    private static long TicksFor(LinkModel model, int bytes) =>
        model.BytesPerSecond is { } rate ? (long)((Int128)bytes * TimeSpan.TicksPerSecond / rate) : 0;
}

/// <summary>Pieces of streams that wait at their sender until the link is free, as behind a network card: those that were lost go before those that were never sent.</summary>
/// <remarks>What lies here is not on its way yet: a stream that breaks takes its pieces back, and keeps none that comes after it waiting.</remarks>
internal sealed class LinkQueue(SimulationKernel kernel, NetworkLink link) : KernelEvent
{
    private readonly Queue<Segment> _lost = new();
    private readonly Queue<Segment> _fresh = new();

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _lost.Count + _fresh.Count == 0;

    public void Add(Segment segment)
    {
        bool isFirst = IsEmpty;
        (segment.TriesCount > 0 ? _lost : _fresh).Enqueue(segment);
        if (isFirst)
        {
            kernel.Schedule(link.FreeAt, this);
        }
    }

    /// <summary>The link should be free: as many go as it takes, which is one, unless it has no limit any more.</summary>
    protected internal override void Occur()
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
