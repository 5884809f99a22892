namespace Scalewright.Journals;

/// <summary>Writes the journal and can revert its last write.</summary>
internal sealed class JournalWriter : IDisposable
{
    private const string Temporary = StoreFolder.Journal + StoreFolder.TemporaryEnding;
    private const int PieceLength = 256 * 1024;
    private readonly IFile _file;

    public JournalWriter(IFile file, long headerEnd, long length) => (_file, HeaderEnd, Length) = (file, headerEnd, length);

    public long HeaderEnd { get; }

    /// <summary>Number of bytes that are known to be complete records.</summary>
    public long Length { get; private set; }

    /// <summary>Creates a journal from a part of another one and replaces the current one with it.</summary>
    /// <param name="after">Sequence of the last change that the new journal does not contain.</param>
    /// <param name="source">Journal from which records are copied; null for none.</param>
    /// <param name="replacing">Called before the replacement. If the replacement fails, either journal may
    /// exist.</param>
    public static async ValueTask<JournalWriter> ReplaceAsync(
        StoreFolder folder,
        StateWatermark watermark,
        long after,
        IFile? source,
        long from,
        long end,
        Action replacing
    )
    {
        IFile file = folder.CreateFresh(Temporary);
        try
        {
            long headerEnd = WriteHeader(file, watermark, after);
            Copy(source, from, end, file);
            await folder.FlushAsync(file);
            replacing();
            folder.Rename(Temporary, StoreFolder.Journal);
            await folder.FlushNamesAsync();
            return new JournalWriter(file, headerEnd, headerEnd + end - from);
        }
        catch
        {
            file.Dispose();
            folder.TryDelete(Temporary);
            throw;
        }
    }

    public void Append(ReadOnlySpan<byte> records) => _file.AppendAll(records);

    /// <summary>Removes the bytes that a failed <see cref="Append"/> left.</summary>
    public void CutBack() => _file.Truncate(Length);

    public async ValueTask FlushAsync(StoreFolder folder, int appended)
    {
        await folder.FlushAsync(_file);
        Length += appended;
    }

    /// <summary>Replaces the journal with one that lacks its oldest records.</summary>
    public ValueTask<JournalWriter> ReplaceAsync(StoreFolder folder, StateWatermark watermark, long after, long from, Action replacing) =>
        ReplaceAsync(folder, watermark, after, _file, from, Length, replacing);

    public void Dispose() => _file.Dispose();

    private static long WriteHeader(IFile file, StateWatermark watermark, long after)
    {
        JournalHeader header = new()
        {
            Format = StateFormat.Current,
            Needs = StateFormat.Needs,
            Lineage = watermark.Lineage.ToString(),
            After = after,
        };
        ArrayBufferWriter<byte> line = new();
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, JournalJson.Default.JournalHeader);
        RecordFormat.Write(line, new JournalRecord(after, watermark.Epoch, after, json));
        file.AppendAll(line.WrittenSpan);
        return line.WrittenCount;
    }

    public static void Copy(IFile? source, long from, long end, IFile target)
    {
        using PooledBuffers buffers = new();
        Span<byte> piece = buffers.Rent((int)Math.Min(PieceLength, end - from)).Span;
        for (long offset = from; source is not null && offset < end; )
        {
            int count = source.ReadFully(offset, piece[..(int)Math.Min(piece.Length, end - offset)]);
            if (count == 0)
            {
                throw new FileSystemException(FileSystemError.Failed, "copy", StoreFolder.Journal, "it became shorter while it was read");
            }

            target.AppendAll(piece[..count]);
            offset += count;
        }
    }
}
