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

    /// <summary>No small file of a state is longer.</summary>
    private const int SmallLengthMax = 64 * 1024;

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
        byte[] bytes = new byte[Math.Min(file.Length, SmallLengthMax)];
        return bytes[..file.ReadFully(0, bytes)];
    }

    public void DeleteIfThere(string name)
    {
        if (Has(name))
        {
            Files.Delete(PathOf(name));
        }
    }

    /// <summary>Makes a file in the place of what a crash may have left there.</summary>
    public IFile CreateFresh(string name)
    {
        DeleteIfThere(name);
        return Open(name, FileOpening.Create);
    }

    public void Rename(string from, string to) => Files.Rename(PathOf(from), PathOf(to));

    public ValueTask FlushAsync(IFile file) => InTimeAsync(file.FlushAsync());

    public ValueTask FlushNamesAsync() => InTimeAsync(Files.FlushFolderAsync(Path));

    public StateException Fail(Problem problem, Exception? inner = null) => new(Subject, [problem], inner);

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
