using System.Buffers;
using System.Buffers.Binary;

namespace Scalewright.Logs;

/// <summary>Bytes that arrived and are no whole frame yet. Grows with what arrives, never with a length that is only announced.</summary>
internal sealed class FrameBytes(int frameBytesMax) : IDisposable
{
    private const int HeaderSize = 4;
    private const int SizeMin = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SizeMin);
    private int _start;
    private int _end;

    /// <summary>Whether it is not known where the next frame begins: the one before was broken, and its length may have been, too.</summary>
    public bool IsLost { get; set; }

    /// <summary>Whether a frame has begun.</summary>
    public bool IsWithinFrame => _end > _start;

    /// <summary>Whether the frame that begins here is longer than allowed.</summary>
    public bool IsTooLong => !IsLost && _end - _start >= HeaderSize && BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start)) > (uint)frameBytesMax;

    /// <summary>Room for what arrives next, at least a byte.</summary>
    public Memory<byte> Room()
    {
        int held = _end - _start;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
        }

        if (held == _buffer.Length || (held == 0 && _buffer.Length > SizeMin * 4))
        {
            Exchange(held == 0 ? SizeMin : (int)Math.Min(held * 4L, Math.Max(SizeMin, HeaderSize + (long)frameBytesMax)), held);
        }

        (_start, _end) = (0, held);
        return _buffer.AsMemory(_end);
    }

    /// <summary>Counts bytes that were put into the room.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Takes the body of the next whole frame; only valid until there is more room asked for.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> body)
    {
        body = default;
        Find();
        int held = _end - _start;
        if (IsLost || held < HeaderSize || IsTooLong)
        {
            return false;
        }

        int length = (int)BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        if (held < HeaderSize + length)
        {
            return false;
        }

        body = _buffer.AsMemory(_start + HeaderSize, length);
        _start += HeaderSize + length;
        return true;
    }

    /// <summary>Gives bytes back that the frame taken last did not need.</summary>
    public void StepBack(int count) => _start -= count;

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        (_start, _end) = (0, 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A frame is a length within the limit, and an object.
    private void Find()
    {
        while (IsLost && _end - _start > HeaderSize)
        {
            bool isFrame = _buffer[_start + HeaderSize] == '{' && BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start)) <= (uint)frameBytesMax;
            (IsLost, _start) = (!isFrame, isFrame ? _start : _start + 1);
        }
    }

    private void Exchange(int size, int held)
    {
        byte[] next = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, held).CopyTo(next);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = next;
    }
}
