using System.Buffers.Binary;

namespace Scalewright.Logs;

/// <summary>Received bytes that are not a complete frame yet.</summary>
/// <remarks>Holds no memory until bytes arrive, then 64 KiB. Memory for a longer frame is allocated only when the frame
/// fills the 64 KiB.</remarks>
internal sealed class PartialFrameBuffer(int maxFrameBytes, BufferBudget budget, LogCounterAccumulator counters)
    : IDisposable
{
    private const int HeaderSize = 4;
    private const int PieceSize = 64 * 1024;

    private readonly uint _maxLength = (uint)Math.Min(maxFrameBytes, Array.MaxLength - HeaderSize);
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>True if the start of the next frame is unknown: the length of a bad frame may be wrong.</summary>
    public bool IsLost { get; set; }

    public bool IsEmpty => _end == _start;

    public bool IsTooLong =>
        !IsLost && IsHeaderThere && BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start)) > _maxLength;

    private bool IsHeaderThere => _end - _start >= HeaderSize;

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
        else if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        return _buffer.AsMemory(_end);
    }

    public void Add(int count) => _end += count;

    /// <summary>Takes the body of the next complete frame. Valid until memory is next requested.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> body)
    {
        body = default;
        Find();
        if (IsLost || !IsHeaderThere || IsTooLong || _end - _start < FrameSize())
        {
            return false;
        }

        int size = FrameSize();
        body = _buffer.AsMemory(_start + HeaderSize, size - HeaderSize);
        _start += size;
        return true;
    }

    /// <summary>Puts back bytes that the last frame did not need.</summary>
    public void StepBack(int count) => _start -= count;

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        (_start, _end) = (0, 0);
        Return(buffer);
    }

    // A frame starts with a length within the limit, followed by a JSON object.
    private void Find()
    {
        while (IsLost && _end - _start > HeaderSize)
        {
            bool isFrame = _buffer[_start + HeaderSize] == '{'
                && BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start)) <= _maxLength;
            (IsLost, _start) = (!isFrame, isFrame ? _start : _start + 1);
        }
    }

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
        _buffer.AsSpan(_start.._end).CopyTo(next);
        (_start, _end) = (0, _end - _start);
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
