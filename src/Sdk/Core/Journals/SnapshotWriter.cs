using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Scalewright.Journals;

/// <summary>Writes a snapshot in pieces, so that a large state needs no second copy in memory.</summary>
internal sealed class SnapshotWriter : IBufferWriter<byte>, IDisposable
{
    private const int PieceLength = 256 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IFile _file;
    private byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceLength);
    private int _used;

    public SnapshotWriter(IFile file) => _file = file;

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    public void Begin(SnapshotHeader header)
    {
        this.Write(JsonSerializer.SerializeToUtf8Bytes(header, JournalJson.Default.SnapshotHeader).AsSpan()[..^1]);
        this.Write(Snapshot.BeforeContent);
    }

    public void End()
    {
        SendPiece();
        Span<byte> digits = stackalloc byte[2 * SHA256.HashSizeInBytes];
        Snapshot.WriteDigits(_hash.GetHashAndReset(), digits);
        this.Write(Snapshot.BeforeChecksum);
        this.Write(digits);
        this.Write(Snapshot.AfterChecksum);
        SendPiece();
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _piece.Length - _used);
        _used += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _piece.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _piece.AsSpan(_used);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_piece);
        _piece = [];
        _hash.Dispose();
    }

    private void Reserve(int sizeHint)
    {
        int wanted = Math.Max(sizeHint, 1);
        if (_piece.Length - _used >= wanted)
        {
            return;
        }

        SendPiece();
        if (wanted > _piece.Length)
        {
            byte[] small = _piece;
            _piece = ArrayPool<byte>.Shared.Rent(wanted);
            ArrayPool<byte>.Shared.Return(small);
        }
    }

    private void SendPiece()
    {
        _hash.AppendData(_piece, 0, _used);
        _file.AppendAll(_piece.AsSpan(0, _used));
        _used = 0;
    }
}
