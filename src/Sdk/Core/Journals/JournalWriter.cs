namespace Scalewright.Journals;

/// <summary>The journal that is being written, with what is needed to cut its last write off again.</summary>
internal sealed class JournalWriter : IDisposable
{
    private const string Temporary = StoreFolder.Journal + StoreFolder.TemporaryEnding;
    private const int PieceLength = 256 * 1024;
    private readonly IFile _file;

    public JournalWriter(IFile file, long headerEnd, long length) => (_file, HeaderEnd, Length) = (file, headerEnd, length);

    /// <summary>Where the first line ends.</summary>
    public long HeaderEnd { get; }

    /// <summary>Bytes that are known to be records.</summary>
    public long Length { get; private set; }

    /// <summary>Makes a journal with a part of another one and puts it in the place of the current one.</summary>
    /// <param name="after">The last change that the new journal does not have.</param>
    /// <param name="source">The journal whose records are kept; null for none.</param>
    /// <param name="from">Where they start in it.</param>
    /// <param name="end">Where they end in it.</param>
    /// <param name="replacing">Called when the old journal is about to go, after which a failure leaves it unknown which one is there.</param>
    public static async ValueTask<JournalWriter> ReplaceAsync(
        StoreFolder folder, StateMark mark, long after, IFile? source, long from, long end, Action replacing)
    {
        IFile file = folder.CreateFresh(Temporary);
        try
        {
            long headerEnd = WriteHeader(file, mark, after);
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

    /// <summary>Writes whole records behind the last one.</summary>
    public void Append(ReadOnlySpan<byte> records) => _file.AppendAll(records);

    /// <summary>Takes back what a failed <see cref="Append"/> left.</summary>
    public void CutBack() => _file.Truncate(Length);

    /// <summary>Makes the last <see cref="Append"/> durable.</summary>
    public async ValueTask FlushAsync(StoreFolder folder, int appended)
    {
        await folder.FlushAsync(_file);
        Length += appended;
    }

    /// <summary>Goes on in a journal without some of its records.</summary>
    public ValueTask<JournalWriter> ReplaceAsync(StoreFolder folder, StateMark mark, long after, long from, Action replacing) =>
        ReplaceAsync(folder, mark, after, _file, from, Length, replacing);

    public void Dispose() => _file.Dispose();

    private static long WriteHeader(IFile file, StateMark mark, long after)
    {
        JournalHeader header = new() { Format = StateFormat.Current, Needs = StateFormat.Needs, Lineage = mark.Lineage.ToString(), After = after };
        ArrayBufferWriter<byte> line = new();
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, JournalJson.Default.JournalHeader);
        RecordFormat.Write(line, new JournalRecord(after, mark.Epoch, after, json));
        file.AppendAll(line.WrittenSpan);
        return line.WrittenCount;
    }

    public static void Copy(IFile? source, long from, long end, IFile target)
    {
        byte[] piece = new byte[(int)Math.Min(PieceLength, end - from)];
        for (long offset = from; source is not null && offset < end;)
        {
            int count = source.ReadFully(offset, piece.AsSpan(0, (int)Math.Min(piece.Length, end - offset)));
            if (count == 0)
            {
                throw new DiskException(DiskError.Failed, "copy", StoreFolder.Journal, "it became shorter while it was read");
            }

            target.AppendAll(piece.AsSpan(0, count));
            offset += count;
        }
    }
}
