using System.Security.Cryptography;

namespace Scalewright.Journals;

/// <content>Snapshots keep the journal short. The last two are kept, and the journal starts at the older one.</content>
public sealed partial class DurableStore
{
    private const string TemporarySnapshot = StoreFolder.Snapshot + StoreFolder.TemporaryEnding;
    private SnapshotBase _base;
    private long _serial;
    private long _postponedUntil;

    private bool IsSnapshotDue =>
        _journal.Length > _postponedUntil && _journal.Length - _base.JournalOffset > Math.Max(_options.SnapshotAfterBytes, _base.Length);

    private async ValueTask SnapshotIfDueAsync(TaskCompletionSource? request)
    {
        // The space that the reserve released is for urgent changes, not for snapshots.
        if (_stopped is not null || (request is null && (_reserve.IsSpent || !IsSnapshotDue)))
        {
            return;
        }

        bool isJournalUnknown = false;
        try
        {
            await SnapshotNowAsync(() => isJournalUnknown = true);
            request?.TrySetResult();
        }
        catch (Exception exception) when (!isJournalUnknown && CanIgnore(exception))
        {
            Postpone(exception);
            request?.TrySetException(exception is FileSystemException disk ? _folder.Fail(StateProblems.OfDisk(disk), disk) : exception);
        }
    }

    private static bool CanIgnore(Exception exception) =>
        exception is FileSystemException || (exception is StateException state && state.Code == ProblemCode.DiskTimeout);

    private void Postpone(Exception exception)
    {
        _postponedUntil = _journal.Length + _options.SnapshotAfterBytes;
        lock (_gate)
        {
            _warnings.Add(
                StateProblems.Warning(
                    ProblemCode.SnapshotFailed,
                    _folder.JoinPath(StoreFolder.Snapshot),
                    exception.Message,
                    "the journal continues"
                )
            );
        }

        _folder.TryDelete(TemporarySnapshot);
    }

    private async ValueTask SnapshotNowAsync(Action replacingJournal)
    {
        SnapshotBase last = _base;
        long length = await WriteSnapshotFilesAsync();
        await RotateAsync();
        lock (_gate)
        {
            _serial++;
        }

        _base = new SnapshotBase(IsThere: true, IsCurrent: true, _sequence, _journal.Length, length);
        _watermark.Write(Watermark, closed: false);
        await _watermark.FlushAsync();
        if (last.IsThere)
        {
            await ShortenJournalAsync(last, replacingJournal);
        }
    }

    private async ValueTask<long> WriteSnapshotFilesAsync()
    {
        using IFile file = _folder.CreateFresh(TemporarySnapshot);
        using SnapshotWriter writer = new(file);
        writer.WriteHeader(
            new SnapshotHeader
            {
                Format = StateFormat.Current,
                Needs = StateFormat.Needs,
                Lineage = Lineage.ToString(),
                Serial = _serial + 1,
                Epoch = Epoch,
                Sequence = _sequence,
            }
        );
        _state.WriteTo(writer);
        writer.End();
        await _folder.FlushAsync(file);
        return writer.Length;
    }

    private async ValueTask RotateAsync()
    {
        _lock.Check();
        if (_base.IsCurrent)
        {
            _base = _base with { IsCurrent = false };
            _folder.Rename(StoreFolder.Snapshot, StoreFolder.PreviousSnapshot);
        }

        _folder.Rename(TemporarySnapshot, StoreFolder.Snapshot);
        await _folder.FlushNamesAsync();
    }

    private async ValueTask ShortenJournalAsync(SnapshotBase last, Action replacing)
    {
        _lock.Check();
        JournalWriter shorter = await _journal.ReplaceAsync(_folder, Watermark, last.Sequence, last.JournalOffset, replacing);
        _journal.Dispose();
        _journal = shorter;
        _base = _base with { JournalOffset = shorter.Length };
    }

    private async ValueTask CloseAsync()
    {
        try
        {
            if (_stopped is null)
            {
                _lock.Check();
                _watermark.Write(Watermark, closed: true);
                await _watermark.FlushAsync();
            }
        }
        catch (Exception exception) when (exception is FileSystemException or StateException)
        {
            // Without the closed flag, the next process recovers the journal as after a crash, which is slower but also
            // correct.
        }
        finally
        {
            _journal.Dispose();
            _watermark.Dispose();
            _lock.Dispose();
        }
    }
}

/// <summary>The newest valid snapshot.</summary>
/// <param name="IsCurrent">True if the file has the name of the newest snapshot, false if it has that of the previous
/// one.</param>
/// <param name="Sequence">Sequence of the last change that it covers; 0 for none.</param>
/// <param name="JournalOffset">Offset in the journal of the first change after the snapshot.</param>
internal sealed record SnapshotBase(bool IsThere, bool IsCurrent, long Sequence, long JournalOffset, long Length);

/// <summary>Writes a snapshot in pieces, so that a large state needs no second copy in memory.</summary>
internal sealed class SnapshotWriter : IBufferWriter<byte>, IDisposable
{
    private const int PieceLength = 256 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IFile _file;
    private byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceLength);
    private int _used;

    public SnapshotWriter(IFile file) => _file = file;

    public long Length { get; private set; }

    public void WriteHeader(SnapshotHeader header)
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
        int capacity = Math.Max(sizeHint, 1);
        if (_piece.Length - _used >= capacity)
        {
            return;
        }

        SendPiece();
        if (capacity > _piece.Length)
        {
            byte[] small = _piece;
            _piece = ArrayPool<byte>.Shared.Rent(capacity);
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
