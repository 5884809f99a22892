namespace Scalewright.Providers.Ssh.Files;

/// <summary>What a folder holds at one time, with sums of its files. Empty: there is no such folder.</summary>
internal sealed class FolderList(SumKind sum, IEnumerable<FolderEntry> entries)
{
    private readonly SortedDictionary<string, FolderEntry> _entries = new(entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal), StringComparer.Ordinal);

    public SumKind Sum => sum;

    /// <summary>In ordinal order of their paths: a folder stands before what it holds.</summary>
    public IReadOnlyCollection<FolderEntry> Entries => _entries.Values;

    public long Bytes { get; } = entries.Sum(entry => entry.Size);

    public FolderEntry? Find(string path) => _entries.GetValueOrDefault(path);

    /// <summary>Files that are here as there, with rights and time.</summary>
    public HashSet<string> FilesLike(FolderList other) =>
        [.. Entries.Where(entry => entry.Kind == EntryKind.File && other.Find(entry.Path) is { } there && there.IsLike(entry)).Select(entry => entry.Path)];

    /// <summary>The first path at which the other one holds something else.</summary>
    /// <returns>Null when both hold the same.</returns>
    public string? FindDifference(FolderList other) =>
        Entries.FirstOrDefault(entry => other.Find(entry.Path) is not { } there || !there.HasContentOf(entry))?.Path
        ?? other.Entries.FirstOrDefault(entry => Find(entry.Path) is null)?.Path;
}
