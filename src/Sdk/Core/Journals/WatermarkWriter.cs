namespace Scalewright.Journals;

/// <summary>
/// The open watermark file. It stores the position of a state apart from the journal, to detect a journal that lost its
/// end. It is written in place, which needs no space: one record stays durable while the other is written.
/// </summary>
/// <remarks>A write survives the termination of the process; a flush makes it survive a power failure.</remarks>
internal sealed class WatermarkWriter : IDisposable
{
    /// <summary>Number of acknowledged changes after which a busy store flushes the watermark.</summary>
    public const int MaxChangesBetweenFlushes = 1000;

    private const string Temporary = StoreFolder.Watermark + StoreFolder.TemporaryEnding;
    private readonly StoreFolder _folder;
    private readonly IFile _file;
    private WatermarkFile _last;
    private bool _hasFailed;

    private WatermarkWriter(StoreFolder folder, IFile file, WatermarkFile last)
    {
        (_folder, _file, _last) = (folder, file, last);
        FlushedSequence = last.Mark.Sequence;
    }

    public long FlushedSequence { get; private set; }

    public bool IsDirty { get; private set; }

    /// <summary>Opens the file for a new holder and makes its first watermark durable.</summary>
    /// <param name="existing">Content of the file; null if it is missing or damaged.</param>
    public static async ValueTask<WatermarkWriter> OpenAsync(StoreFolder folder, WatermarkFile? existing, StateWatermark watermark)
    {
        if (existing is null)
        {
            return await CreateAsync(folder, watermark);
        }

        WatermarkWriter opened = new(folder, folder.Open(StoreFolder.Watermark, FileOpenMode.OpenOrCreate), existing);
        try
        {
            opened.Write(watermark, closed: false);
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
    public void Write(StateWatermark watermark, bool closed)
    {
        if (_hasFailed)
        {
            return;
        }

        // Until the next flush, all writes go to the same record, because only the other one is durable.
        WatermarkFile next = new(watermark, closed, _last.Revision + 1, IsDirty ? _last.Slot : WatermarkFile.SlotCount - 1 - _last.Slot);
        Span<byte> slot = stackalloc byte[WatermarkFile.SlotLength];
        next.CopyTo(slot);
        _file.WriteAll((long)next.Slot * WatermarkFile.SlotLength, slot);
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

    private static async ValueTask<WatermarkWriter> CreateAsync(StoreFolder folder, StateWatermark watermark)
    {
        IFile file = folder.CreateFresh(Temporary, FileOpenMode.OpenOrCreate);
        try
        {
            WatermarkFile first = new(watermark, Closed: false, Revision: 1, Slot: 0);
            byte[] slots = [.. WatermarkFile.Blank, .. WatermarkFile.Blank];
            first.CopyTo(slots.AsSpan(0, WatermarkFile.SlotLength));
            file.WriteAll(0, slots);
            await folder.FlushAsync(file);
            folder.Rename(Temporary, StoreFolder.Watermark);
            await folder.FlushNamesAsync();
            return new WatermarkWriter(folder, file, first);
        }
        catch
        {
            file.Dispose();
            folder.TryDelete(Temporary);
            throw;
        }
    }
}
