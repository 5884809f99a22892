using System.Buffers.Binary;

namespace Scalewright.Logs;

/// <summary>Received bytes that are not a complete frame yet.</summary>
/// <remarks>Holds no memory until bytes arrive, then 64 KiB. Memory for a longer frame is allocated only when the frame
/// fills the 64 KiB.</remarks>
internal sealed class PartialFrameBuffer(int maxFrameBytes, BufferBudget budget, LogCounterAccumulator counters) : IDisposable
{
    private const int HeaderSize = 4;
    private const int MinObjectSize = 2;
    private const int PieceSize = 64 * 1024;
    private const int MaxSuffix = 4 * 1024;

    private readonly uint _maxLength = (uint)Math.Min(maxFrameBytes, Array.MaxLength - HeaderSize);
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    // Last bytes of an invalid frame, in which the next one starts if the length was wrong; not counted as held, since
    // the sender may be idle now. Null: the start is known.
    private byte[]? _suffix;

    // True while the start of the next frame is searched for.
    private bool _isLost;

    public bool IsEmpty => _end == _start;

    public bool IsTooLong => !_isLost && IsHeaderThere && BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start)) > _maxLength;

    private bool IsHeaderThere => _end - _start >= HeaderSize;

    // Space before the bytes, to put back those of the invalid frame.
    private int Home => _suffix?.Length ?? 0;

    private bool IsLarge => _buffer.Length > PieceSize;

    /// <summary>Returns memory for the next bytes; empty if a frame needs memory and cannot wait for it.</summary>
    public async ValueTask<Memory<byte>> ReserveAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length == 0 || (IsLarge && _end - _start < PieceSize))
        {
            Exchange(PieceSize);
        }
        else if (!IsLarge && _end - _start == _buffer.Length)
        {
            int size = FrameSize();
            await budget.AcquireAsync(size, cancellationToken);
            Exchange(size);
        }
        else if (IsLarge && FrameSize() > _buffer.Length && !TryExtend(FrameSize()))
        {
            return default;
        }
        else if (_start > Home)
        {
            Move(_buffer);
        }

        return _buffer.AsMemory(_end);
    }

    public void Add(int count) => _end += count;

    /// <summary>Takes the body of the next complete frame. Valid until memory is next requested.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> body)
    {
        body = default;
        Resolve();
        Find();
        if (_suffix is not null || _isLost || !IsHeaderThere || IsTooLong || _end - _start < FrameSize())
        {
            return false;
        }

        int size = FrameSize();
        body = _buffer.AsMemory(_start + HeaderSize, size - HeaderSize);
        _start += size;
        return true;
    }

    /// <summary>
    /// Records that the last frame is invalid, so that its length may be wrong: the next frame may start in it. With
    /// more than 4 KiB after the object, this is decided by the bytes received so far.
    /// </summary>
    /// <param name="rest">Bytes of its body after the JSON object at the start; without an object, all.</param>
    /// <param name="hasObject">True if there is an object at the start.</param>
    public void Distrust(ReadOnlyMemory<byte> rest, bool hasObject)
    {
        bool holdsFrame = hasObject && IsFrame(rest.Span);
        ReadOnlySpan<byte> next = _buffer.AsSpan(_start.._end);
        if (holdsFrame && next.Length > HeaderSize)
        {
            _start -= CountBack(rest.Span, next);
        }
        else if (holdsFrame && rest.Length > MaxSuffix)
        {
            _start -= rest.Length;
        }
        else
        {
            _suffix = rest[^Math.Min(rest.Length, holdsFrame ? MaxSuffix : HeaderSize)..].ToArray();
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        (_start, _end) = (0, 0);
        Return(buffer);
    }

    private void Resolve()
    {
        ReadOnlySpan<byte> next = _buffer.AsSpan(_start.._end);
        if (_suffix is not { } suffix || next.Length < HeaderSize)
        {
            return;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(next);
        if (next.Length == HeaderSize && length > 0 && length <= _maxLength)
        {
            return;
        }

        _suffix = null;
        int count = CountBack(suffix, next);
        _isLost = count == 0 && length > _maxLength;
        _start -= count;
        suffix.AsSpan(^count..).CopyTo(_buffer.AsSpan(_start));
    }

    /// <summary>Returns how many bytes before the end of an invalid frame the next one starts.</summary>
    /// <remarks>The length of the frame is right if another frame can start after it. It is wrong if a frame starts in
    /// its last bytes, or if the bytes after it are not a length: then the first frame after its object is next.</remarks>
    /// <param name="rest">Its last bytes: those from a possible frame after its object on, or up to four.</param>
    private int CountBack(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> next)
    {
        if (IsFrame(next))
        {
            return 0;
        }

        ReadOnlySpan<byte> both = [.. rest[^Math.Min(rest.Length, HeaderSize)..], .. next[..HeaderSize]];
        int count = both.Length - HeaderSize;
        while (count > 0 && !IsFrame(both[^(count + HeaderSize)..]))
        {
            count--;
        }

        bool isWrong = count > 0 || BinaryPrimitives.ReadUInt32BigEndian(next) > _maxLength;
        return isWrong && rest.Length > HeaderSize ? rest.Length : count;
    }

    private void Find()
    {
        while (_isLost && _end - _start > HeaderSize)
        {
            bool isFrame = IsFrame(_buffer.AsSpan(_start.._end));
            (_isLost, _start) = (!isFrame, isFrame ? _start : _start + 1);
        }
    }

    // A frame starts with a length within the limit, followed by a JSON object.
    private bool IsFrame(ReadOnlySpan<byte> bytes) =>
        bytes.Length > HeaderSize
        && bytes[HeaderSize] == '{'
        && BinaryPrimitives.ReadUInt32BigEndian(bytes) is >= MinObjectSize and var length
        && length <= _maxLength;

    private int FrameSize() => HeaderSize + (int)BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));

    // Extends the buffer for a long frame that follows a shorter one. The connection already holds memory, so it must
    // not wait for more.
    private bool TryExtend(int size)
    {
        bool isFree = budget.TryAcquire(size - _buffer.Length);
        if (isFree)
        {
            byte[] next = GC.AllocateUninitializedArray<byte>(size);
            Move(next);
            counters.AddHeld(size - _buffer.Length);
            _buffer = next;
        }

        return isFree;
    }

    // Large buffers are allocated with their exact size, because pooled buffers may be twice as large.
    private void Exchange(int size)
    {
        byte[] next = size > PieceSize ? GC.AllocateUninitializedArray<byte>(size) : ArrayPool<byte>.Shared.Rent(size);
        counters.AddHeld(next.Length);
        Move(next);
        byte[] before = _buffer;
        _buffer = next;
        Return(before);
    }

    private void Move(byte[] next)
    {
        _buffer.AsSpan(_start.._end).CopyTo(next.AsSpan(Home));
        (_start, _end) = (Home, Home + _end - _start);
    }

    private void Return(byte[] buffer)
    {
        counters.AddHeld(-buffer.Length);
        if (buffer.Length > PieceSize)
        {
            budget.Release(buffer.Length);
        }
        else if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
