namespace Scalewright.Agents.Wire;

/// <summary>Keeps the start and the end of a stream of any length, each up to half the limit. Thread-safe.</summary>
internal sealed class HeadTailBuffer(int maxCount)
{
    private readonly Lock _gate = new();
    private readonly int _maxHead = maxCount - (maxCount / 2);
    private readonly int _maxTail = maxCount / 2;
    private byte[] _head = [];
    private int _headCount;
    private byte[] _tail = [];
    private long _tailTotal;

    /// <summary>Number of bytes dropped between the halves.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(0, _tailTotal - _maxTail);
            }
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            int first = Math.Min(bytes.Length, _maxHead - _headCount);
            Grow(ref _head, _headCount + first, _maxHead);
            bytes[..first].CopyTo(_head.AsSpan(_headCount));
            _headCount += first;
            AddToTail(bytes[first..]);
        }
    }

    /// <summary>Copies bytes starting at a position, or at the first later position that is still kept.</summary>
    /// <param name="from">Position in bytes from the start.</param>
    /// <param name="start">Position of the first copied byte.</param>
    /// <returns>Number of copied bytes; 0 if no bytes are available yet.</returns>
    public int Read(long from, Span<byte> into, out long start)
    {
        lock (_gate)
        {
            if (from < _headCount)
            {
                start = from;
                int count = (int)Math.Min(into.Length, _headCount - from);
                _head.AsSpan((int)from, count).CopyTo(into);
                return count;
            }

            long at = Math.Max(from - _headCount, _tailTotal - _maxTail);
            start = _headCount + at;
            if (at >= _tailTotal)
            {
                return 0;
            }

            int offset = (int)(at % _maxTail);
            int piece = (int)Math.Min(Math.Min(into.Length, _tailTotal - at), _maxTail - offset);
            _tail.AsSpan(offset, piece).CopyTo(into);
            return piece;
        }
    }

    public byte[] ToArray()
    {
        lock (_gate)
        {
            if (_tailTotal <= _maxTail)
            {
                return [.. _head.AsSpan(0, _headCount), .. _tail.AsSpan(0, (int)_tailTotal)];
            }

            int oldest = _maxTail == 0 ? 0 : (int)(_tailTotal % _maxTail);
            return [.. _head.AsSpan(0, _headCount), .. _tail.AsSpan(oldest, _maxTail - oldest), .. _tail.AsSpan(0, oldest)];
        }
    }

    private static void Grow(ref byte[] bytes, int count, int limit)
    {
        if (count > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(limit, Math.Max(count, bytes.Length * 2L)));
        }
    }

    // The tail is a ring buffer once it has its full size. While the array grows, written bytes keep their position.
    private void AddToTail(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _maxTail)
        {
            _tailTotal += bytes.Length - _maxTail;
            bytes = bytes[^_maxTail..];
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        Grow(ref _tail, (int)Math.Min(_maxTail, _tailTotal + bytes.Length), _maxTail);
        int at = (int)(_tailTotal % _maxTail);
        int first = Math.Min(bytes.Length, _maxTail - at);
        bytes[..first].CopyTo(_tail.AsSpan(at));
        bytes[first..].CopyTo(_tail);
        _tailTotal += bytes.Length;
    }
}
