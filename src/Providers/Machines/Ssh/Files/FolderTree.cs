using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Model of the folder to create. Links are checked against the model and not against the disk.</summary>
internal sealed class FolderTree
{
    // Linux: MAXSYMLINKS and PATH_MAX. A longer chain of links or a longer target does not resolve.
    private const int MaxFollowed = 40;
    private const int MaxTargetChars = 4095;

    private readonly Dictionary<string, (EntryKind Kind, string Target)> _entries = new(StringComparer.Ordinal)
    {
        [""] = (EntryKind.Folder, ""),
    };

    /// <summary>Number of entries, including the folder itself and implicit parent folders.</summary>
    public int Count => _entries.Count;

    public IEnumerable<(string Path, string Target)> Links =>
        _entries.Where(entry => entry.Value.Kind == EntryKind.Link).Select(entry => (entry.Key, entry.Value.Target));

    public IEnumerable<string> Folders => _entries.Where(entry => entry.Value.Kind == EntryKind.Folder).Select(entry => entry.Key);

    public string? FindTarget(string path) =>
        _entries.TryGetValue(path, out (EntryKind Kind, string Target) entry) && entry.Kind == EntryKind.Link ? entry.Target : null;

    /// <summary>Adds an entry and its parent folders. Returns the reason if the entry is invalid, else null.</summary>
    public string? Add(string path, EntryKind kind, string target = "")
    {
        for (int end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            string part = path[..end];
            if (!_entries.TryGetValue(part, out (EntryKind Kind, string Target) above))
            {
                _entries.Add(part, (EntryKind.Folder, ""));
            }
            else if (above.Kind != EntryKind.Folder)
            {
                return $"'{TextEscaping.Escape(path)}' leads through '{TextEscaping.Escape(part)}', which is not a "
                    + "folder and may be one that leads out of the folder";
            }
        }

        ref (EntryKind Kind, string Target) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, path, out bool exists);
        if (exists && (kind == EntryKind.File || entry != (kind, target)))
        {
            // An archive with duplicate names is suspicious.
            return $"'{TextEscaping.Escape(path)}' is there twice";
        }

        entry = (kind, target);
        return null;
    }

    /// <summary>Removes a file that did not arrive completely.</summary>
    public void Remove(string path) => _entries.Remove(path);

    /// <summary>
    /// Returns the first link that leads out of the folder or forms a cycle; null if all links stay inside.
    /// </summary>
    public (string Path, string Target)? FindEscape(CancellationToken cancellationToken)
    {
        foreach ((string Path, string Target) link in Links)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!EndsInside(link.Path))
            {
                return link;
            }
        }

        return null;
    }

    /// <summary>
    /// Follows a path as the operating system does. A missing entry counts as a folder that may exist later.
    /// </summary>
    private bool EndsInside(string path)
    {
        List<string> segments = [];
        Stack<string> rest = new(path.Split('/').AsEnumerable().Reverse());
        int followed = 0;
        while (rest.TryPop(out string? part))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == "..")
            {
                if (segments.Count == 0)
                {
                    return false;
                }

                segments.RemoveAt(segments.Count - 1);
                continue;
            }

            segments.Add(part);
            if (FindTarget(string.Join('/', segments)) is not { } target)
            {
                continue;
            }

            if (++followed > MaxFollowed || target.StartsWith('/') || target.Length > MaxTargetChars)
            {
                return false;
            }

            segments.RemoveAt(segments.Count - 1);
            foreach (string next in target.Split('/').AsEnumerable().Reverse())
            {
                rest.Push(next);
            }
        }

        return true;
    }
}

/// <summary>Kind of an entry. Other kinds are not transferred.</summary>
internal enum EntryKind
{
    Folder,
    File,
    Link,
}

/// <summary>A file, folder or link in a folder.</summary>
/// <param name="Path">Path relative to the folder, without prefix <c>./</c>; empty for the folder itself.</param>
internal sealed record FolderEntry(string Path, EntryKind Kind)
{
    public UnixFileMode Mode { get; init; }

    /// <summary>Size of a file in bytes; 0 for others.</summary>
    public long Size { get; init; }

    /// <summary>Last write time in seconds since 1970, the precision of all file systems and archives.</summary>
    public long Time { get; init; }

    /// <summary>Checksum of a file, or target of a link; empty for a folder.</summary>
    public string Content { get; init; } = "";

    public bool HasSameContent(FolderEntry other) => (Kind, Size, Content) == (other.Kind, other.Size, other.Content);

    /// <summary>Returns true if the other entry is equal, so that this entry does not have to be sent.</summary>
    public bool IsLike(FolderEntry other) => HasSameContent(other) && (Mode, Time) == (other.Mode, other.Time);
}

/// <summary>Content of a folder at one time, with checksums of its files; empty if the folder does not exist.</summary>
internal sealed class FolderList(ChecksumAlgorithm sum, IEnumerable<FolderEntry> entries)
{
    private readonly SortedDictionary<string, FolderEntry> _entries = new(
        entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal),
        StringComparer.Ordinal
    );

    public ChecksumAlgorithm Sum => sum;

    /// <summary>Entries in ordinal order of their paths: a folder precedes its content.</summary>
    public IReadOnlyCollection<FolderEntry> Entries => _entries.Values;

    public long Bytes { get; } = entries.Sum(entry => entry.Size);

    public FolderEntry? Find(string path) => _entries.GetValueOrDefault(path);

    /// <summary>Files that are equal in both lists, including permissions and time.</summary>
    public HashSet<string> FilesLike(FolderList other) =>
        [
            .. Entries
                .Where(entry => entry.Kind == EntryKind.File && other.Find(entry.Path) is { } match && match.IsLike(entry))
                .Select(entry => entry.Path),
        ];

    /// <summary>Returns the first path with a difference; null if both lists are equal.</summary>
    public string? FindDifference(FolderList other) =>
        Entries.FirstOrDefault(entry => other.Find(entry.Path) is not { } match || !match.HasSameContent(entry))?.Path
        ?? other.Entries.FirstOrDefault(entry => Find(entry.Path) is null)?.Path;
}

/// <summary>Writes names of files to pack in the format of <c>tar --null -T -</c>.</summary>
internal static class NameList
{
    private const int PieceChars = 32 * 1024;

    /// <summary>Sends the names and closes the input.</summary>
    public static async Task WriteAsync(SshStream stream, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        StringBuilder names = new();
        foreach (string path in paths)
        {
            names.Append("./").Append(path).Append('\0');
            if (names.Length >= PieceChars)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(names.ToString()), cancellationToken);
                names.Clear();
            }
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(names.ToString()), cancellationToken);
        stream.EndInput();
    }
}

/// <summary>Counts the progress of a transfer and reports it.</summary>
internal sealed class FolderCount(FolderTransferOptions options, int entriesTotal, long bytesTotal)
{
    private int _entries;
    private long _bytes;

    /// <summary>Number of bytes sent over the connection.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Restarts the count from the existing entries.</summary>
    public void Start(int entries, long bytes)
    {
        (_entries, _bytes) = (entries, bytes);
        ReportProgress(0);
    }

    /// <summary>Adds bytes of a file in progress.</summary>
    /// <param name="count">Number of bytes not counted before.</param>
    public void AddBytes(long count, long ofFile)
    {
        SentBytes += count;
        ReportProgress(ofFile);
    }

    /// <summary>Adds a completed entry.</summary>
    public void AddEntry(long size)
    {
        _entries++;
        _bytes += size;
        ReportProgress(0);
    }

    private void ReportProgress(long more) =>
        options.Progress?.Report(new FolderTransferProgress(_entries, entriesTotal, _bytes + more, bytesTotal));
}
