namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>The frames that are under way over a link: each leaves after its time, those of one sender in the order in which they came but for those that are held back, and twice by chance.
/// As many are under way as the link can hold, its bandwidth times its delay; what comes beyond is dropped, as by a router. One thread uses it.</summary>
internal sealed class DelayLine
{
    // Without a rate a link counts as one of 1 Gbit/s. A short one still holds a burst, and a long one does not hold all memory.
    private const long FastBytesPerSecond = 125_000_000;
    private const long BytesLeast = 1024 * 1024;
    private const long BytesMost = 64 * 1024 * 1024;

    private readonly PriorityQueue<Frame, (TimeSpan Due, long Number)> _frames = new();
    private readonly Dictionary<uint, DelayLane> _lanes = [];
    private readonly DelayLane _common;
    private LinkWays _ways;
    private Random _chance;
    private long _number;
    private long _bytes;
    private long _bytesMax;
    private long _droppedCount;

    public DelayLine(LinkWays ways)
    {
        (_ways, _common) = (ways, new DelayLane(ways.Common, TimeSpan.Zero));
        _chance = new Random(ways.Shape.Seed);
        _bytesMax = Room(ways);
        Share(ways);
    }

    /// <summary>Frames that were dropped because too many were under way. Any thread may ask.</summary>
    public long DroppedCount => Interlocked.Read(ref _droppedCount);

    /// <summary>When the next one leaves; null while none is under way.</summary>
    public TimeSpan? Due => _frames.TryPeek(out _, out (TimeSpan Due, long Number) next) ? next.Due : null;

    /// <summary>How many bytes may be under way at once. Any thread may ask.</summary>
    public long BytesMax => Interlocked.Read(ref _bytesMax);

    /// <summary>Gives it another shape for the frames to come. Those under way keep their times, and none of their sender's overtakes them.</summary>
    public void Change(LinkWays ways)
    {
        if (ways.Shape.Seed != _ways.Shape.Seed)
        {
            _chance = new Random(ways.Shape.Seed);
        }

        _ways = ways;
        _common.Way = ways.Common;
        Share(ways);
        Interlocked.Exchange(ref _bytesMax, Room(ways));
    }

    /// <summary>Takes a frame in.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="source">Whose it is, as <see cref="FrameSource"/> tells it.</param>
    public void Add(ReadOnlySpan<byte> frame, TimeSpan now, uint source = 0)
    {
        DelayLane lane = _lanes.GetValueOrDefault(source, _common);
        if (DelayLane.Happens(lane.Way.Loss, _chance))
        {
            return;
        }

        if (lane.Leave(frame.Length, now, _chance) is not { } due)
        {
            Interlocked.Increment(ref _droppedCount);
            return;
        }

        Keep(frame, due);
        if (DelayLane.Happens(lane.Way.Duplication, _chance))
        {
            Keep(frame, due);
        }
    }

    /// <summary>Lets a frame out whose time has come.</summary>
    /// <param name="frame">The frame; give it back by <see cref="Return"/>.</param>
    public bool TryTake(TimeSpan now, out Frame frame)
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

    public static void Return(Frame frame) => ArrayPool<byte>.Shared.Return(frame.Buffer);

    private void Keep(ReadOnlySpan<byte> frame, TimeSpan due)
    {
        if (_bytes + frame.Length > _bytesMax)
        {
            Interlocked.Increment(ref _droppedCount);
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(buffer);
        _frames.Enqueue(new Frame(buffer, frame.Length), (due, _number++));
        _bytes += frame.Length;
    }

    // A sender whose way is like everybody's again keeps its lane: what it sends must not overtake what is under way.
    private void Share(LinkWays ways)
    {
        foreach (uint source in _lanes.Keys.Except(ways.Ways.Keys))
        {
            _lanes[source].Way = ways.Common;
        }

        foreach ((uint source, NodeWay way) in ways.Ways)
        {
            if (_lanes.TryGetValue(source, out DelayLane? lane))
            {
                lane.Way = way;
            }
            else
            {
                _lanes[source] = new DelayLane(way, _common.Last);
            }
        }
    }

    private static long Room(LinkWays ways) => (long)Math.Clamp(ways.Longest.TotalSeconds * (ways.Shape.BytesPerSecond ?? FastBytesPerSecond), BytesLeast, BytesMost);
}

/// <summary>The frames of one sender in a <see cref="DelayLine"/>: when they leave, and whether they do.</summary>
internal sealed class DelayLane(NodeWay way, TimeSpan last)
{
    // As the queues of a whole link: a burst passes at once, as much again waits, and so does what comes in this time.
    private const double BurstBytes = 32 * 1024;
    private const double BurstSeconds = 0.01;
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(50);

    private TimeSpan _last = last;
    private TimeSpan _sent = last;

    /// <summary>How its frames fare from now on. Those under way keep their times, and none overtakes them.</summary>
    public NodeWay Way { get; set; } = way;

    /// <summary>When the last of its frames leaves that was not held back.</summary>
    public TimeSpan Last => _last;

    /// <summary>When a frame leaves that comes now; null when the rate has no room for it.</summary>
    public TimeSpan? Leave(int bytes, TimeSpan now, Random chance)
    {
        if (Pass(bytes, now) is not { } due)
        {
            return null;
        }

        due += Way.Delay + Draw(Way.Jitter, chance);
        due = due > _last ? due : _last;
        if (Happens(Way.Reordering, chance))
        {
            return due + Way.ReorderingDelay + Draw(Way.ReorderingJitter, chance);
        }

        _last = due;
        return due;
    }

    /// <summary>Whether something that has a chance happens now; what has none draws nothing.</summary>
    public static bool Happens(double probability, Random chance) => probability > 0 && chance.NextDouble() < probability;

    /// <summary>When the rate lets a frame go; null when too many wait already.</summary>
    private TimeSpan? Pass(int bytes, TimeSpan now)
    {
        if (Way.BytesPerSecond is not { } rate)
        {
            return now;
        }

        TimeSpan burst = TimeSpan.FromSeconds(Math.Max(BurstBytes / rate, BurstSeconds));
        TimeSpan least = now - burst;
        TimeSpan begun = _sent > least ? _sent : least;
        if (begun > now + burst + WaitMax)
        {
            return null;
        }

        _sent = begun + TimeSpan.FromSeconds((double)bytes / rate);
        return _sent > now ? _sent : now;
    }

    // To its longest, which may come itself.
    private static TimeSpan Draw(TimeSpan longest, Random chance) => longest > TimeSpan.Zero ? new TimeSpan(chance.NextInt64(longest.Ticks + 1)) : TimeSpan.Zero;
}

/// <summary>A frame under way: the first bytes of a buffer that is given back when it has gone out.</summary>
internal readonly record struct Frame(byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}
