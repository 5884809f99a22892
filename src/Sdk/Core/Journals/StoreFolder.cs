namespace Scalewright.Journals;

/// <summary>Folder of one state: its file names, and the replacement of its files.</summary>
internal sealed class StoreFolder(IFileSystem files, string path, TimeProvider clock, TimeSpan deadline)
{
    public const string Journal = "journal.log";
    public const string Snapshot = "state.json";
    public const string PreviousSnapshot = "state.previous.json";
    public const string Lock = "lock";
    public const string Watermark = "mark";
    public const string Reserve = "reserve";
    public const string TemporaryEnding = ".tmp";

    public const string LockLeftover = Lock + "-";

    /// <summary>Maximum length in bytes of a small file of a state.</summary>
    public const int MaxSmallLength = 64 * 1024;

    public string Path { get; } = path;

    public IFileSystem Files { get; } = files;

    public string Subject => $"State '{Path}'";

    /// <summary>Returns true if a folder contains a state; other files are ignored.</summary>
    /// <exception cref="StateException">The folder cannot be read.</exception>
    public static bool HasState(IFileSystem files, string path)
    {
        try
        {
            return files.List(path).Any(name => name is Journal or Snapshot or PreviousSnapshot or Watermark);
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.NotFound)
        {
            return false;
        }
        catch (FileSystemException exception)
        {
            throw new StateException($"State '{path}'", [StateProblems.OfDisk(exception)], exception);
        }
    }

    /// <summary>Returns the position of the state of a folder without opening it; null if unknown.</summary>
    public static StateWatermark? ReadWatermark(IFileSystem files, string path)
    {
        try
        {
            return WatermarkFile.Read(new StoreFolder(files, path, TimeProvider.System, Timeout.InfiniteTimeSpan), [])?.Mark;
        }
        catch (FileSystemException)
        {
            // The error is reported when the state is opened.
            return null;
        }
    }

    public static bool IsLockLeftover(string name) =>
        name.StartsWith(LockLeftover, StringComparison.Ordinal) && name.EndsWith(TemporaryEnding, StringComparison.Ordinal);

    public static bool IsOurs(string name) => name is Journal or Snapshot or PreviousSnapshot or Lock or Watermark or Reserve;

    /// <summary>Returns true for the name of a file that only a crash leaves behind.</summary>
    public static bool IsLeftover(string name) =>
        IsLockLeftover(name) || (name.EndsWith(TemporaryEnding, StringComparison.Ordinal) && IsOurs(name[..^TemporaryEnding.Length]));

    /// <summary>
    /// Rejects the state of another user, because its content would be used with this user's permissions.
    /// </summary>
    /// <exception cref="StateException">The folder or a state file in it belongs to another user.</exception>
    public void ThrowIfForeign()
    {
        IEnumerable<string> paths = [Path, .. Files.List(Path).Where(name => IsOurs(name) || IsLeftover(name)).Select(JoinPath)];
        ValueList<Problem> foreign = paths.Select(CheckOwner).OfType<Problem>().ToValueList();
        if (foreign.Count > 0)
        {
            throw new StateException(Subject, foreign);
        }
    }

    public string JoinPath(string name) => System.IO.Path.Join(Path, name);

    public IFile Open(string name, FileOpenMode opening) => Files.Open(JoinPath(name), opening);

    public bool Has(string name) => Files.List(Path).Contains(name, StringComparer.Ordinal);

    /// <summary>Opens a file for reading; returns null if it does not exist.</summary>
    public IFile? OpenIfThere(string name) => Has(name) ? Open(name, FileOpenMode.Read) : null;

    public byte[] ReadSmall(string name)
    {
        byte[] bytes = [];
        int count = ReadSmall(name, ref bytes);
        return count == bytes.Length ? bytes : bytes[..count];
    }

    /// <summary>Reads a small file into a buffer, which is replaced if it is too short.</summary>
    /// <returns>Number of bytes.</returns>
    public int ReadSmall(string name, ref byte[] buffer)
    {
        using IFile file = Open(name, FileOpenMode.Read);
        int length = (int)Math.Min(file.Length, MaxSmallLength);
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }

        return file.ReadFully(0, buffer.AsSpan(0, length));
    }

    /// <summary>Reads the start of a file, as far as the buffer allows.</summary>
    /// <returns>Number of bytes.</returns>
    public int ReadStart(string name, Span<byte> buffer)
    {
        using IFile file = Open(name, FileOpenMode.Read);
        return file.ReadFully(0, buffer[..(int)Math.Min(file.Length, buffer.Length)]);
    }

    public void DeleteIfThere(string name)
    {
        if (Has(name))
        {
            Files.Delete(JoinPath(name));
        }
    }

    /// <summary>Deletes an unneeded file; after a failure, the next opening deletes it.</summary>
    public void TryDelete(string name)
    {
        try
        {
            DeleteIfThere(name);
        }
        catch (FileSystemException)
        {
            // The original failure is reported instead.
        }
    }

    /// <summary>Creates a file; replaces one that a crash may have left behind.</summary>
    public IFile CreateFresh(string name, FileOpenMode opening = FileOpenMode.CreateNew)
    {
        DeleteIfThere(name);
        return Open(name, opening);
    }

    public void Rename(string from, string to) => Files.Rename(JoinPath(from), JoinPath(to));

    public ValueTask FlushAsync(IFile file) => WaitInTimeAsync(file.FlushAsync());

    public ValueTask FlushNamesAsync() => WaitInTimeAsync(Files.FlushFolderAsync(Path));

    public StateException Fail(Problem problem, Exception? inner = null) => new(Subject, [problem], inner);

    private Problem? CheckOwner(string path) => Files.FindForeignOwner(path) is { } fault ? StateProblems.OtherOwner(path, fault) : null;

    private async ValueTask WaitInTimeAsync(ValueTask work)
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
