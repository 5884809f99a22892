namespace Scalewright.Journals;

/// <summary>Truncates a damaged journal when no better copy exists.</summary>
public static class JournalTruncation
{
    /// <summary>Finds damage that prevents the state from being opened. Changes nothing and acquires no lock.</summary>
    /// <param name="files">File system of the state.</param>
    /// <param name="folder">Folder of the state.</param>
    /// <returns>The damage; null if the journal is whole, or ends with an unfinished write, which is dropped when the state
    /// is opened.</returns>
    /// <exception cref="StateException">The journal is missing, its first line is damaged or in a newer format, or the
    /// disk failed.</exception>
    public static JournalDamage? FindDamage(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        StoreFolder opened = new(files, folder, TimeProvider.System, TimeSpan.Zero);
        try
        {
            using StoreInventory inventory = StoreInventory.Read(opened);
            if (inventory.IsEmpty)
            {
                throw opened.Fail(StateProblems.NoState(folder));
            }

            string path = opened.JoinPath(StoreFolder.Journal);
            if (inventory.Journal is not { } scan)
            {
                throw opened.Fail(
                    inventory.Problems.FirstOrDefault(problem => problem.Source == path)
                        ?? StateProblems.Unusable(path, "the journal is missing")
                );
            }

            return scan.ReadRecords(static (in JournalRecord _, long _) => { }) ? null : Describe(inventory, scan);
        }
        catch (FileSystemException exception)
        {
            throw opened.Fail(StateProblems.OfDisk(exception), exception);
        }
    }

    /// <summary>
    /// Reads a state to determine why opening would reject it. Acknowledged changes can be missing although no line of
    /// the journal is damaged. Changes nothing and acquires no lock.
    /// </summary>
    /// <param name="files">File system of the state.</param>
    /// <param name="folder">Folder of the state.</param>
    /// <param name="allowOlderState">Accepts an older copy, like
    /// <see cref="DurableStoreOptions.AllowOlderState"/>.</param>
    /// <returns>The errors for which the state is rejected, and warnings; empty if the state is valid.</returns>
    public static ValueList<Problem> FindOpenProblems(IFileSystem files, string folder, bool allowOlderState = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        DurableStoreOptions options = new()
        {
            LockHolder = new LockHolder(),
            Random = new Random(0),
            AllowOlderState = allowOlderState,
        };
        try
        {
            return StoreReader.Read(files, folder, new DiscardingState(), options).Warnings;
        }
        catch (StateException exception)
        {
            return exception.Problems;
        }
    }

    /// <summary>Truncates the journal at an offset. First copies it to <c>journal.log.damaged-OFFSET</c>.</summary>
    /// <param name="files">File system of the state.</param>
    /// <param name="folder">Folder of the state.</param>
    /// <param name="offset">Start of the damage as reported by the problem; the start of a line.</param>
    /// <param name="options">Identity of the caller. If acknowledged changes are cut off, the state must then be opened
    /// with <see cref="DurableStoreOptions.AllowOlderState"/>.</param>
    /// <exception cref="StateException">The state is locked, the offset is incorrect, or the disk failed.</exception>
    public static async Task TruncateAsync(IFileSystem files, string folder, long offset, DurableStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        StoreFolder opened = new(files, folder, options.Clock, options.FlushTimeout);
        try
        {
            opened.ThrowIfForeign();
            long minEpoch = (WatermarkFile.Read(opened, [])?.Mark.Epoch ?? 0) + 1;
            using StoreLock held = await StoreLock.AcquireAsync(opened, options, minEpoch);
            using IFile journal = opened.Open(StoreFolder.Journal, FileOpenMode.Read);
            Check(opened, journal, offset);
            await CutAsync(opened, journal, offset);
        }
        catch (FileSystemException exception)
        {
            throw opened.Fail(StateProblems.OfDisk(exception), exception);
        }
    }

    private static JournalDamage Describe(StoreInventory inventory, JournalScanner scan)
    {
        long kept = Math.Max(scan.Sequence, inventory.SelectBase(out _)?.Header.Sequence ?? 0);
        long last = Math.Max(inventory.Watermark?.Mark.Sequence ?? 0, scan.FindLastBehind());
        return new JournalDamage(
            scan.Problems.First(problem => problem.Severity == ProblemSeverity.Error),
            Offset: scan.End,
            Length: inventory.JournalFile!.Length - scan.End,
            LastKeptSequence: kept,
            LastSequence: Math.Max(last, kept)
        );
    }

    private static void Check(StoreFolder folder, IFile journal, long offset)
    {
        JournalScanner scan = new(journal, folder.JoinPath(StoreFolder.Journal));
        if (scan.ReadHeader())
        {
            scan.ReadRecords(static (in JournalRecord _, long _) => { });
        }

        if (offset != scan.End || scan.Header is null)
        {
            throw folder.Fail(
                StateProblems.Unusable(folder.JoinPath(StoreFolder.Journal), $"the sound part ends at offset {scan.End}, not at {offset}")
            );
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
        try
        {
            using IFile copy = folder.CreateFresh(name);
            JournalWriter.Copy(journal, 0, length, copy);
            await folder.FlushAsync(copy);
        }
        catch
        {
            folder.TryDelete(name);
            throw;
        }
    }
}

/// <summary>State that keeps nothing, for callers that only validate the files.</summary>
internal sealed class DiscardingState : IDurableState
{
    public void Restore(ReadOnlyMemory<byte> content) { }

    public void Apply(in JournalRecord record) { }

    public void WriteTo(IBufferWriter<byte> output) { }
}
