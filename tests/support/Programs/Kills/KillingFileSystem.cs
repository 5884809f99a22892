namespace TestPrograms;

/// <summary>A disk with a kill point before, within and after each operation on the files of a state.</summary>
internal sealed class KillingFileSystem(IFileSystem files, KillPoint point) : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly List<KillingFile> _open = [];
    private string _lastNamed = "";

    public IFile Open(string path, FileOpenMode mode)
    {
        bool isNew = !File.Exists(path);
        KillingFile file = new(files.Open(path, mode), path, point, Forget);
        lock (_gate)
        {
            _lastNamed = isNew ? path : _lastNamed;
            _open.Add(file);
        }

        return file;
    }

    public IReadOnlyList<string> List(string folder) => files.List(folder);

    public bool CreateFolder(string folder) => files.CreateFolder(folder);

    public void Rename(string path, string newPath)
    {
        files.Rename(path, newPath);
        lock (_gate)
        {
            // The file that had the name so far no longer has one.
            _open.ForEach(file =>
                file.Path =
                    file.Path == newPath ? ""
                    : file.Path == path ? newPath
                    : file.Path
            );
            _lastNamed = newPath;
        }

        point.Pass($"after {WordsOf(newPath)} is replaced");
    }

    public void Delete(string path) => files.Delete(path);

    public async ValueTask FlushFolderAsync(string folder)
    {
        await files.FlushFolderAsync(folder);
        point.Pass($"after the name of {WordsOf(_lastNamed)} is flushed");
    }

    public long GetFreeBytes(string folder) => files.GetFreeBytes(folder);

    public bool IsAccessibleToOthers(string path) => files.IsAccessibleToOthers(path);

    public void RestrictPermissions(string path) => files.RestrictPermissions(path);

    public string? FindForeignOwner(string path) => files.FindForeignOwner(path);

    public static string WordsOf(string path) =>
        Path.GetFileName(path) switch
        {
            "journal.log" => "the journal",
            "journal.log.tmp" => "the new journal",
            "state.json" => "the snapshot",
            "state.json.tmp" => "the new snapshot",
            "state.previous.json" => "the previous snapshot",
            "mark.tmp" => "the new mark",
            string name => $"the {name}",
        };

    private void Forget(KillingFile file)
    {
        lock (_gate)
        {
            _open.Remove(file);
        }
    }
}

internal sealed class KillingFile(IFile file, string path, KillPoint point, Action<KillingFile> closed) : IFile
{
    /// <summary>Empty once another file has its name.</summary>
    public string Path { get; set; } = path;

    public long Length => file.Length;

    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    public int Append(ReadOnlySpan<byte> bytes)
    {
        Pass("before", "written");

        // In two halves: between them, the content is incomplete.
        int half = bytes.Length < 2 ? bytes.Length : file.Append(bytes[..(bytes.Length / 2)]);
        Pass("while", "written");
        int count = half == bytes.Length ? file.Append(bytes) : half + file.Append(bytes[half..]);
        Pass("after", "written");
        return count;
    }

    public int Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\"closed\":true"u8) >= 0)
        {
            point.Pass("before the end is written to the mark");
        }

        int count = file.Write(offset, bytes);
        Pass("after", "written");
        return count;
    }

    public void Truncate(long length) => file.Truncate(length);

    public async ValueTask FlushAsync()
    {
        Pass("before", "flushed");
        await file.FlushAsync();
        Pass("after", "flushed");
    }

    public LockOutcome TryLock()
    {
        LockOutcome outcome = file.TryLock();
        Pass("after", "taken");
        return outcome;
    }

    public bool IsSameFile(string path) => file.IsSameFile(path);

    public void Dispose()
    {
        Pass("before", "closed");
        closed(this);
        file.Dispose();
    }

    private void Pass(string when, string what) => point.Pass($"{when} {KillingFileSystem.WordsOf(Path)} is {what}");
}
