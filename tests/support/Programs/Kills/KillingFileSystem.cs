using Scalewright.Journals;

namespace TestPrograms;

/// <summary>A disk that passes a moment before, within and after each operation on the files of a state.</summary>
internal sealed class KillingFileSystem(IFileSystem files, KillPoint point) : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly List<KillingFile> _open = [];
    private string _lastNamed = "";

    public IFile Open(string path, FileOpening opening)
    {
        bool isNew = !File.Exists(path);
        KillingFile file = new(files.Open(path, opening), path, point, Forget);
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
            // What had the name so far is a file without one.
            _open.ForEach(file => file.Path = file.Path == newPath ? "" : file.Path == path ? newPath : file.Path);
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

    public bool TightenAccess(string path) => files.TightenAccess(path);

    public string? FindForeignOwner(string path) => files.FindForeignOwner(path);

    /// <summary>A file of a state in words.</summary>
    public static string WordsOf(string path) => Path.GetFileName(path) switch
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
