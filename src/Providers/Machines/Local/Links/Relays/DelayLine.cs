namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>
/// Frames in transit over a link. Each frame leaves after its delay. Except for reordered frames, the frames of a
/// sender leave in order of arrival; duplicated frames leave twice. The capacity is the bandwidth of the link times its
/// delay. Excess frames are dropped, as by a router. Not thread-safe.
/// </summary>
internal sealed class DelayLine
{
    // An unlimited link counts as 1 Gbit/s. The minimum capacity allows a burst on a link with a short delay, and the
    // maximum limits the memory for a link with a long delay.
    private const long FastBytesPerSecond = 125_000_000;
    private const long MinCapacity = 1024 * 1024;
    private const long MaxCapacity = 64 * 1024 * 1024;

    private readonly PriorityQueue<EthernetFrame, (TimeSpan Due, long Number)> _frames = new();
    private readonly Dictionary<uint, DelayLane> _lanes = [];
    private readonly DelayLane _common;
    private InboundLinkTable _links;
    private Random _random;
    private long _number;
    private long _bytes;
    private long _maxBytes;
    private long _droppedCount;

    public DelayLine(InboundLinkTable links)
    {
        (_links, _common) = (links, new DelayLane(links.Common, TimeSpan.Zero));
        _random = new Random(links.Shape.Seed);
        _maxBytes = GetCapacity(links);
        Share(links);
    }

    /// <summary>Number of frames dropped because the capacity was exceeded. Thread-safe.</summary>
    public long DroppedCount => Interlocked.Read(ref _droppedCount);

    /// <summary>Time at which the next frame leaves; null if there is no frame in transit.</summary>
    public TimeSpan? Due => _frames.TryPeek(out _, out (TimeSpan Due, long Number) next) ? next.Due : null;

    /// <summary>Maximum number of bytes in transit. Thread-safe.</summary>
    public long MaxBytes => Interlocked.Read(ref _maxBytes);

    /// <summary>
    /// Replaces the conditions for future frames. Frames in transit keep their departure times, and later frames of the
    /// same sender do not overtake them.
    /// </summary>
    public void Change(InboundLinkTable links)
    {
        if (links.Shape.Seed != _links.Shape.Seed)
        {
            _random = new Random(links.Shape.Seed);
        }

        _links = links;
        _common.Link = links.Common;
        Share(links);
        Interlocked.Exchange(ref _maxBytes, GetCapacity(links));
    }

    /// <summary>Adds a frame that has arrived.</summary>
    /// <param name="source">Sender, as returned by <see cref="FrameSource"/>.</param>
    public void Add(ReadOnlySpan<byte> frame, TimeSpan now, uint source = 0)
    {
        DelayLane lane = _lanes.GetValueOrDefault(source, _common);
        if (DelayLane.Happens(lane.Link.Loss, _random))
        {
            return;
        }

        if (lane.Leave(frame.Length, now, _random) is not { } due)
        {
            Interlocked.Increment(ref _droppedCount);
            return;
        }

        Keep(frame, due);
        if (DelayLane.Happens(lane.Link.Duplication, _random))
        {
            Keep(frame, due);
        }
    }

    /// <summary>Removes a frame that is due. The caller returns its buffer with <see cref="Return"/>.</summary>
    public bool TryTake(TimeSpan now, out EthernetFrame frame)
    {
        frame = default;
        if (Due is not { } due || due > now)
        {
            return false;
        }

        frame = _frames.Dequeue();
        _bytes -= frame.Length;
        return true;
    }

    public static void Return(EthernetFrame frame) => ArrayPool<byte>.Shared.Return(frame.Buffer);

    private void Keep(ReadOnlySpan<byte> frame, TimeSpan due)
    {
        if (_bytes + frame.Length > _maxBytes)
        {
            Interlocked.Increment(ref _droppedCount);
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(buffer);
        _frames.Enqueue(new EthernetFrame(buffer, frame.Length), (due, _number++));
        _bytes += frame.Length;
    }

    // A sender whose settings were removed keeps its lane, so that its frames do not overtake those in transit.
    private void Share(InboundLinkTable links)
    {
        foreach (uint source in _lanes.Keys.Except(links.Links.Keys))
        {
            _lanes[source].Link = links.Common;
        }

        foreach ((uint source, InboundLinkFault link) in links.Links)
        {
            if (_lanes.TryGetValue(source, out DelayLane? lane))
            {
                lane.Link = link;
            }
            else
            {
                _lanes[source] = new DelayLane(link, _common.Last);
            }
        }
    }

    private static long GetCapacity(InboundLinkTable links) =>
        (long)Math.Clamp(links.Longest.TotalSeconds * (links.Shape.MaxBytesPerSecond ?? FastBytesPerSecond), MinCapacity, MaxCapacity);
}

/// <summary>Computes whether and when the frames of one sender leave a <see cref="DelayLine"/>.</summary>
internal sealed class DelayLane(InboundLinkFault link, TimeSpan last)
{
    // As for the queues of a whole link: one burst passes immediately, frames for another burst and this wait time are
    // queued, and further frames are dropped.
    private const double BurstBytes = 32 * 1024;
    private const double BurstSeconds = 0.01;
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(50);

    private TimeSpan _last = last;
    private TimeSpan _sent = last;

    /// <summary>
    /// Settings for future frames. Frames in transit keep their departure times, and no later frame overtakes them.
    /// </summary>
    public InboundLinkFault Link { get; set; } = link;

    /// <summary>Departure time of the last frame that was not reordered.</summary>
    public TimeSpan Last => _last;

    /// <summary>
    /// Returns the departure time of a frame that arrives now; null if it is dropped because it exceeds the rate.
    /// </summary>
    public TimeSpan? Leave(int bytes, TimeSpan now, Random random)
    {
        if (Pass(bytes, now) is not { } due)
        {
            return null;
        }

        due += Link.Delay + Sample(Link.Jitter, random);
        due = due > _last ? due : _last;
        if (Happens(Link.Reordering, random))
        {
            return due + Link.ReorderingDelay + Sample(Link.ReorderingJitter, random);
        }

        _last = due;
        return due;
    }

    /// <summary>
    /// Returns true with the given probability. Does not draw a random number for a probability of 0.
    /// </summary>
    public static bool Happens(double probability, Random random) => probability > 0 && random.NextDouble() < probability;

    /// <summary>Returns the departure time at the given rate; null if too many frames are already queued.</summary>
    private TimeSpan? Pass(int bytes, TimeSpan now)
    {
        if (Link.MaxBytesPerSecond is not { } rate)
        {
            return now;
        }

        TimeSpan burst = TimeSpan.FromSeconds(Math.Max(BurstBytes / rate, BurstSeconds));
        TimeSpan earliest = now - burst;
        TimeSpan start = _sent > earliest ? _sent : earliest;
        if (start > now + burst + MaxWait)
        {
            return null;
        }

        _sent = start + TimeSpan.FromSeconds((double)bytes / rate);
        return _sent > now ? _sent : now;
    }

    // Includes the maximum.
    private static TimeSpan Sample(TimeSpan longest, Random random) =>
        longest > TimeSpan.Zero ? new TimeSpan(random.NextInt64(longest.Ticks + 1)) : TimeSpan.Zero;
}

/// <summary>A frame in transit: the first bytes of a buffer that is returned once the frame is sent.</summary>
internal readonly record struct EthernetFrame(byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}
