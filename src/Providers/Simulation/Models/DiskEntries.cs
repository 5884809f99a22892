namespace Scalewright.Providers.Simulation.Models;

/// <summary>Names on a disk, as programs see them and as flushed. Changes become durable in order.</summary>
internal sealed class DiskEntries
{
    private readonly SortedDictionary<string, DiskFile> _current = new(StringComparer.Ordinal) { [""] = new DiskFile(isFolder: true) };
    private readonly SortedDictionary<string, DiskFile> _safe = new(StringComparer.Ordinal) { [""] = new DiskFile(isFolder: true) };
    private readonly List<EntryChange> _unsafeChanges = [];

    public IEnumerable<KeyValuePair<string, DiskFile>> All => _current;

    public SortedDictionary<string, DiskFile>.KeyCollection Paths => _current.Keys;

    /// <summary>All files that are visible now or may be visible after a crash, each once.</summary>
    public IEnumerable<DiskFile> AllFiles =>
        _safe.Values.Concat(_unsafeChanges.Select(change => change.File).OfType<DiskFile>()).Concat(_current.Values).Distinct();

    public DiskFile? Find(string path) => _current.GetValueOrDefault(path);

    public void Change(EntryChange change)
    {
        Apply(_current, change);
        _unsafeChanges.Add(change);
    }

    /// <summary>Makes the changes in a folder durable, together with all earlier changes.</summary>
    public void Flush(string folder)
    {
        int last = _unsafeChanges.FindLastIndex(change =>
            DiskPath.GetFolder(change.Path) == folder || DiskPath.GetFolder(change.To ?? change.Path) == folder
        );
        Settle(last + 1);
    }

    /// <summary>Simulates a power loss: a prefix of the unflushed changes remains.</summary>
    public void Crash(StableRandom random)
    {
        Settle(random.Next(_unsafeChanges.Count + 1));
        _unsafeChanges.Clear();
        _current.Clear();
        foreach ((string path, DiskFile file) in _safe)
        {
            _current.Add(path, file);
        }
    }

    private void Settle(int count)
    {
        foreach (EntryChange change in _unsafeChanges.Take(count))
        {
            Apply(_safe, change);
        }

        _unsafeChanges.RemoveRange(0, count);
    }

    private static void Apply(SortedDictionary<string, DiskFile> entries, EntryChange change)
    {
        entries.Remove(change.Path);
        if (change.File is { } file)
        {
            entries[change.To ?? change.Path] = file;
        }
    }
}

/// <summary>Creation, renaming or deletion of a name.</summary>
/// <param name="File">File that has the name afterward; null when deleted.</param>
/// <param name="To">New name; null when not renamed.</param>
internal sealed record EntryChange(string Path, DiskFile? File, string? To = null);
