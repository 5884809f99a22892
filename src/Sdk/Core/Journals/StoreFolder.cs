namespace Scalewright.Journals;

/// <summary>The folder of one state: its names, and the one way in which a file of it is replaced.</summary>
internal sealed class StoreFolder(IFileSystem files, string path, TimeProvider clock, TimeSpan deadline)
{
    public const string Journal = "journal.log";
    public const string Snapshot = "state.json";
    public const string PreviousSnapshot = "state.previous.json";
    public const string Lock = "lock";
    public const string Mark = "mark";
    public const string Reserve = "reserve";
    public const string TemporaryEnding = ".tmp";

    /// <summary>Begins the name of a lock that has not got its place yet.</summary>
    public const string LockLeftover = Lock + "-";

    /// <summary>No small file of a state is longer.</summary>
    public const int MaxSmallLength = 64 * 1024;

    public string Path { get; } = path;

    public IFileSystem Files { get; } = files;

    public string Subject => $"State '{Path}'";

    /// <summary>True when a state was begun in a folder; other files do not count.</summary>
    /// <exception cref="StateException">The folder cannot be read.</exception>
    public static bool HasState(IFileSystem files, string path)
    {
        try
        {
            return files.List(path).Any(name => name is Journal or Snapshot or PreviousSnapshot or Mark);
        }
        catch (DiskException exception) when (exception.Error == DiskError.NotFound)
        {
            return false;
        }
        catch (DiskException exception)
        {
            throw new StateException($"State '{path}'", [StateProblems.OfDisk(exception)], exception);
        }
    }

    /// <summary>How far the state of a folder had come, without opening it; null when nothing says so.</summary>
    public static StateMark? ReadMark(IFileSystem files, string path)
    {
        try
        {
            return MarkFile.Read(new StoreFolder(files, path, TimeProvider.System, Timeout.InfiniteTimeSpan), [])?.Mark;
        }
        catch (DiskException)
        {
            return null;
        }
    }

    /// <summary>True for the name of a lock that has not got its place yet.</summary>
    public static bool IsLockLeftover(string name) =>
        name.StartsWith(LockLeftover, StringComparison.Ordinal) && name.EndsWith(TemporaryEnding, StringComparison.Ordinal);

    /// <summary>True for the name of a file of a state.</summary>
    public static bool IsOurs(string name) => name is Journal or Snapshot or PreviousSnapshot or Lock or Mark or Reserve;

    /// <summary>True for the name of a file that only a crash leaves.</summary>
    public static bool IsLeftover(string name) => IsLockLeftover(name)
        || (name.EndsWith(TemporaryEnding, StringComparison.Ordinal) && IsOurs(name[..^TemporaryEnding.Length]));

    /// <summary>Refuses a state of another user: what it says would be done with the permissions of this one.</summary>
    /// <exception cref="StateException">The folder, or a file of the state in it, belongs to another user.</exception>
    public void RefuseForeign()
    {
        IEnumerable<string> paths = [Path, .. Files.List(Path).Where(name => IsOurs(name) || IsLeftover(name)).Select(PathOf)];
        ValueList<Problem> foreign = paths.Select(FindForeign).OfType<Problem>().ToValueList();
        if (foreign.Count > 0)
        {
            throw new StateException(Subject, foreign);
        }
    }

    public string PathOf(string name) => System.IO.Path.Join(Path, name);

    public IFile Open(string name, FileOpening opening) => Files.Open(PathOf(name), opening);

    /// <summary>True when something has the name.</summary>
    public bool Has(string name) => Files.List(Path).Contains(name, StringComparer.Ordinal);

    /// <summary>Opens a file for reading; null when it is not there.</summary>
    public IFile? OpenIfThere(string name) => Has(name) ? Open(name, FileOpening.Read) : null;

    /// <summary>The bytes of a small file.</summary>
    public byte[] ReadSmall(string name)
    {
        using IFile file = Open(name, FileOpening.Read);
        byte[] bytes = new byte[Math.Min(file.Length, MaxSmallLength)];
        return bytes[..file.ReadFully(0, bytes)];
    }

    public void DeleteIfThere(string name)
    {
        if (Has(name))
        {
            Files.Delete(PathOf(name));
        }
    }

    /// <summary>Deletes a file that is of no use; one that cannot be deleted now is deleted at the next opening.</summary>
    public void TryDelete(string name)
    {
        try
        {
            DeleteIfThere(name);
        }
        catch (DiskException)
        {
            // The failure that made it useless is reported instead.
        }
    }

    /// <summary>Makes a file in the place of what a crash may have left there.</summary>
    public IFile CreateFresh(string name, FileOpening opening = FileOpening.Create)
    {
        DeleteIfThere(name);
        return Open(name, opening);
    }

    public void Rename(string from, string to) => Files.Rename(PathOf(from), PathOf(to));

    public ValueTask FlushAsync(IFile file) => InTimeAsync(file.FlushAsync());

    public ValueTask FlushNamesAsync() => InTimeAsync(Files.FlushFolderAsync(Path));

    public StateException Fail(Problem problem, Exception? inner = null) => new(Subject, [problem], inner);

    private Problem? FindForeign(string path) =>
        Files.FindForeignOwner(path) is { } fault ? StateProblems.Foreign(path, fault) : null;

    private async ValueTask InTimeAsync(ValueTask work)
    {
        if (work.IsCompleted)
        {
            await work;
            return;
        }

        try
        {
            await work.AsTask().WaitAsync(deadline, clock);
        }
        catch (TimeoutException exception)
        {
            throw Fail(StateProblems.Slow(Path, deadline), exception);
        }
    }
}
