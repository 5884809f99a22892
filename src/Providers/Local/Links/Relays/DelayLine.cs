using System.Buffers;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>The frames that are under way over a link: each leaves after its time, in the order in which it came but for those that are held back, and twice by chance.
/// As many are under way as the link can hold, its bandwidth times its delay; what comes beyond is dropped, as by a router. One thread uses it.</summary>
internal sealed class DelayLine
{
    // Without a rate a link counts as one of 1 Gbit/s. A short one still holds a burst, and a long one does not hold all memory.
    private const long FastBytesPerSecond = 125_000_000;
    private const long BytesLeast = 1024 * 1024;
    private const long BytesMost = 64 * 1024 * 1024;

    private readonly PriorityQueue<Frame, (TimeSpan Due, long Number)> _frames = new();
    private LinkShape _shape;
    private Random _chance;
    private TimeSpan _last;
    private long _number;
    private long _bytes;
    private long _bytesMax;
    private long _droppedCount;

    public DelayLine(LinkShape shape)
    {
        _shape = shape;
        _chance = new Random(shape.Seed);
        _bytesMax = Room(shape);
    }

    /// <summary>Frames that were dropped because too many were under way. Any thread may ask.</summary>
    public long DroppedCount => Interlocked.Read(ref _droppedCount);

    /// <summary>When the next one leaves; null while none is under way.</summary>
    public TimeSpan? Due => _frames.TryPeek(out _, out (TimeSpan Due, long Number) next) ? next.Due : null;

    /// <summary>How many bytes may be under way at once. Any thread may ask.</summary>
    public long BytesMax => Interlocked.Read(ref _bytesMax);

    /// <summary>Gives it another shape for the frames to come. Those under way keep their times, and none overtakes them.</summary>
    public void Change(LinkShape shape)
    {
        if (shape.Seed != _shape.Seed)
        {
            _chance = new Random(shape.Seed);
        }

        _shape = shape;
        Interlocked.Exchange(ref _bytesMax, Room(shape));
    }

    /// <summary>Takes a frame in.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="now">When it came.</param>
    public void Add(ReadOnlySpan<byte> frame, TimeSpan now)
    {
        TimeSpan due = now + _shape.Delay + Draw(_shape.Jitter);
        due = due > _last ? due : _last;
        if (Happens(_shape.Reordering))
        {
            due += _shape.ReorderingDelay + Draw(_shape.ReorderingJitter);
        }
        else
        {
            _last = due;
        }

        Keep(frame, due);
        if (Happens(_shape.Duplication))
        {
            Keep(frame, due);
        }
    }

    /// <summary>Lets a frame out whose time has come.</summary>
    /// <param name="now">The time.</param>
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

    private static long Room(LinkShape shape)
    {
        TimeSpan longest = shape.Delay + shape.Jitter + (shape.Reordering > 0 ? shape.ReorderingDelay + shape.ReorderingJitter : TimeSpan.Zero);
        double product = longest.TotalSeconds * (shape.BytesPerSecond ?? FastBytesPerSecond);
        return (long)Math.Clamp(product, BytesLeast, BytesMost);
    }

    private bool Happens(double chance) => chance > 0 && _chance.NextDouble() < chance;

    // To its longest, which may come itself.
    private TimeSpan Draw(TimeSpan longest) => longest > TimeSpan.Zero ? new TimeSpan(_chance.NextInt64(longest.Ticks + 1)) : TimeSpan.Zero;
}
