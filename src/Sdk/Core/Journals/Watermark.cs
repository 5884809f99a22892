namespace Scalewright.Journals;

/// <summary>
/// The open watermark file: the position of a state, stored apart from the journal, so that a journal that lost its end
/// is detected. Written in place, which needs no space: one record stays durable while the other one is written.
/// </summary>
/// <remarks>A write survives the kill of the process; a flush makes it survive a power failure.</remarks>
internal sealed class Watermark : IDisposable
{
    /// <summary>Number of acknowledged changes after which a busy store flushes the watermark.</summary>
    public const int MaxChangesBetweenFlushes = 1000;

    private const string Temporary = StoreFolder.Mark + StoreFolder.TemporaryEnding;
    private readonly StoreFolder _folder;
    private readonly IFile _file;
    private MarkFile _last;
    private bool _hasFailed;

    private Watermark(StoreFolder folder, IFile file, MarkFile last)
    {
        (_folder, _file, _last) = (folder, file, last);
        FlushedSequence = last.Mark.Sequence;
    }

    public long FlushedSequence { get; private set; }

    public bool IsDirty { get; private set; }

    /// <summary>Opens the file for a new holder and makes its first watermark durable.</summary>
    /// <param name="found">Content of the file; null if it is missing or damaged.</param>
    public static async ValueTask<Watermark> OpenAsync(StoreFolder folder, MarkFile? found, StateMark mark)
    {
        if (found is null)
        {
            return await CreateAsync(folder, mark);
        }

        Watermark opened = new(folder, folder.Open(StoreFolder.Mark, FileOpening.Update), found);
        try
        {
            opened.Write(mark, closed: false);
            await opened.FlushAsync();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Writes the position of the state, which must already be durable in the journal.</summary>
    public void Write(StateMark mark, bool closed)
    {
        if (_hasFailed)
        {
            return;
        }

        // Until the next flush all writes go to the same record, because the other one is the durable one.
        MarkFile next = new(mark, closed, _last.Revision + 1, IsDirty ? _last.Slot : MarkFile.SlotCount - 1 - _last.Slot);
        _file.WriteAll((long)next.Slot * MarkFile.SlotLength, next.ToBytes());
        (_last, IsDirty) = (next, true);
    }

    /// <summary>Makes the last write durable. After a failure, the older watermark stays valid.</summary>
    public async ValueTask FlushAsync()
    {
        if (!IsDirty || _hasFailed)
        {
            return;
        }

        try
        {
            await _folder.FlushAsync(_file);
        }
        catch
        {
            _hasFailed = true;
            throw;
        }

        (IsDirty, FlushedSequence) = (false, _last.Mark.Sequence);
    }

    public void Dispose() => _file.Dispose();

    private static async ValueTask<Watermark> CreateAsync(StoreFolder folder, StateMark mark)
    {
        IFile file = folder.CreateFresh(Temporary, FileOpening.Update);
        try
        {
            MarkFile first = new(mark, Closed: false, Revision: 1, Slot: 0);
            file.WriteAll(0, [.. first.ToBytes(), .. MarkFile.Blank]);
            await folder.FlushAsync(file);
            folder.Rename(Temporary, StoreFolder.Mark);
            await folder.FlushNamesAsync();
            return new Watermark(folder, file, first);
        }
        catch
        {
            file.Dispose();
            folder.TryDelete(Temporary);
            throw;
        }
    }
}
