namespace Scalewright.Journals;

/// <summary>Cuts a damaged journal, for one who has no better copy.</summary>
public static class JournalCut
{
    /// <summary>Keeps what stands before an offset; the whole damaged journal stays beside it as <c>journal.log.damaged-offset</c>.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="folder">The state's folder.</param>
    /// <param name="offset">Where the damage begins, as the refusal says; the start of a line.</param>
    /// <param name="options">Who does it. The state must then be opened with <see cref="DurableStoreOptions.AcceptOlder"/> if acknowledged changes were cut off.</param>
    /// <exception cref="StateException">The state is held by another, the offset is not the end of the sound part, or the disk failed.</exception>
    public static async Task RunAsync(IFileSystem files, string folder, long offset, DurableStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        StoreFolder opened = new(files, folder, options.Clock, options.DiskDeadline);
        try
        {
            long epochMin = (MarkFile.Read(opened, [])?.Mark.Epoch ?? 0) + 1;
            using StoreLock held = await StoreLock.TakeAsync(opened, options, epochMin);
            using IFile journal = opened.Open(StoreFolder.Journal, FileOpening.Read);
            Check(opened, journal, offset);
            await CutAsync(opened, journal, offset);
        }
        catch (DiskException exception)
        {
            throw opened.Fail(StateProblems.OfDisk(exception), exception);
        }
    }

    private static void Check(StoreFolder folder, IFile journal, long offset)
    {
        JournalScan scan = new(journal, folder.PathOf(StoreFolder.Journal));
        if (scan.ReadHeader())
        {
            scan.ReadRecords(static (in JournalRecord _, long _) => { });
        }

        if (offset != scan.End || scan.Header is null)
        {
            throw folder.Fail(StateProblems.Unusable(folder.PathOf(StoreFolder.Journal), $"the sound part ends at offset {scan.End}, not at {offset}"));
        }
    }

    private static async Task CutAsync(StoreFolder folder, IFile journal, long offset)
    {
        const string Temporary = StoreFolder.Journal + StoreFolder.TemporaryEnding;
        await CopyAsync(folder, journal, journal.Length, $"{StoreFolder.Journal}.damaged-{offset}");
        await folder.FlushNamesAsync();
        await CopyAsync(folder, journal, offset, Temporary);
        folder.Rename(Temporary, StoreFolder.Journal);
        await folder.FlushNamesAsync();
    }

    private static async Task CopyAsync(StoreFolder folder, IFile journal, long length, string name)
    {
        using IFile copy = folder.CreateFresh(name);
        JournalWriter.Copy(journal, 0, length, copy);
        await folder.FlushAsync(copy);
    }
}
