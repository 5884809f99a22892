namespace Scalewright.Agents.Wire;

/// <summary>Consecutive frames in a pooled array, which is held only while there are frames.</summary>
internal sealed class FrameBuffer
{
    private const int MinSize = 1024;

    private byte[] _bytes = [];

    public int Count { get; private set; }

    /// <summary>Returns the frame that ends a connection with a reason.</summary>
    public static FrameBuffer FromFault(FaultMessage fault)
    {
        FrameBuffer frame = new();
        frame.Add(FrameKind.Goodbye, 0, default, AgentJson.Write(fault, AgentJson.Default.FaultMessage));
        return frame;
    }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Count);

    public void Add(FrameKind kind, uint call, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload)
    {
        int size = FrameHeader.Size + prefix.Length + payload.Length;
        Reserve(size);
        Span<byte> frame = _bytes.AsSpan(Count, size);
        prefix.CopyTo(frame[FrameHeader.Size..]);
        payload.CopyTo(frame[(FrameHeader.Size + prefix.Length)..]);
        FrameHeader.Write(frame, kind, call);
        Count += size;
    }

    public void Clear()
    {
        Count = 0;
        byte[] bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - Count >= size)
        {
            return;
        }

        byte[] next = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(MinSize, _bytes.Length * 2), Count + size));
        int count = Count;
        Bytes.Span.CopyTo(next);
        Clear();
        (_bytes, Count) = (next, count);
    }
}
