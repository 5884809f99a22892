using System.Buffers;
using System.Security.Cryptography;

namespace Benchmarks.Expansion;

/// <summary>Discards bytes, and hashes them first if a hash is given.</summary>
internal sealed class ByteSink(IncrementalHash? hash = null) : IBufferWriter<byte>
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public long Length { get; private set; }

    public void Advance(int count)
    {
        hash?.AppendData(_buffer, 0, count);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

    public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
}
