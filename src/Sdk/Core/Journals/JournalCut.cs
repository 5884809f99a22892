namespace Scalewright.Journals;

/// <summary>Cuts a damaged journal, for one who has no better copy.</summary>
public static class JournalCut
{
    /// <summary>Looks for damage that keeps the state from being opened. Changes nothing and takes no lock.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="folder">The state's folder.</param>
    /// <returns>The damage; null when there is none to cut. A write that a crash left unfinished is none: opening drops it.</returns>
    /// <exception cref="StateException">There is no journal, its first line is damaged or from the future, or the disk failed.</exception>
    public static JournalDamage? Find(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        StoreFolder opened = new(files, folder, TimeProvider.System, TimeSpan.Zero);
        try
        {
            using FoundFiles found = FoundFiles.Read(opened);
            if (found.IsEmpty)
            {
                throw opened.Fail(StateProblems.NoState(folder));
            }

            string path = opened.PathOf(StoreFolder.Journal);
            if (found.Journal is not { } scan)
            {
                throw opened.Fail(found.Problems.FirstOrDefault(problem => problem.Source == path) ?? StateProblems.Unusable(path, "the journal is missing"));
            }

            return scan.ReadRecords(static (in JournalRecord _, long _) => { }) ? null : Describe(found, scan);
        }
        catch (DiskException exception)
        {
            throw opened.Fail(StateProblems.OfDisk(exception), exception);
        }
    }

    /// <summary>Reads a state as its opening would, to see what it would be refused for: changes that were acknowledged may be missing though no line
    /// of the journal is damaged. Changes nothing and takes no lock.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="folder">The state's folder.</param>
    /// <param name="acceptsOlder">True to accept an older copy, as <see cref="DurableStoreOptions.AcceptOlder"/> does.</param>
    /// <returns>Errors with which the state is refused, and warnings; none when all is well.</returns>
    public static ValueList<Problem> FindRefusal(IFileSystem files, string folder, bool acceptsOlder = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        DurableStoreOptions options = new() { Holder = new LockHolder(), Chance = new Random(0), AcceptOlder = acceptsOlder };
        try
        {
            return StoreReader.Read(files, folder, new UnreadState(), options).Warnings;
        }
        catch (StateException refused)
        {
            return refused.Problems;
        }
    }

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
            opened.RefuseForeign();
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

    private static JournalDamage Describe(FoundFiles found, JournalScan scan)
    {
        long kept = Math.Max(scan.Sequence, found.ChooseBase(out _)?.Header.Sequence ?? 0);
        long last = Math.Max(found.Mark?.Mark.Sequence ?? 0, scan.FindLastBehind());
        return new JournalDamage(
            scan.Problems.First(problem => problem.Severity == ProblemSeverity.Error),
            scan.End,
            found.JournalFile!.Length - scan.End,
            kept,
            Math.Max(last, kept));
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

/// <summary>A state that keeps nothing, for whoever reads the files of a state and not what it is about.</summary>
internal sealed class UnreadState : IDurableState
{
    public void Restore(ReadOnlyMemory<byte> content)
    {
    }

    public void Apply(in JournalRecord record)
    {
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
    }
}
