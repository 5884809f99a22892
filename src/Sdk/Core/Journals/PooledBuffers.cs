namespace Scalewright.Journals;

/// <summary>Buffers that are returned to the pool together. Nothing may keep their bytes after that.</summary>
internal sealed class PooledBuffers : IDisposable
{
    private readonly List<byte[]> _rented = [];

    public Memory<byte> Rent(int length)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        _rented.Add(buffer);
        return buffer.AsMemory(0, length);
    }

    public void Dispose()
    {
        _rented.ForEach(buffer => ArrayPool<byte>.Shared.Return(buffer));
        _rented.Clear();
    }
}
