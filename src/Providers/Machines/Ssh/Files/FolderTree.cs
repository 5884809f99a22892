using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>What a transfer makes of a folder, known before anything of it is made: links are judged by it and not by what is on the disk.</summary>
internal sealed class FolderTree
{
    // Linux: MAXSYMLINKS and PATH_MAX. A link that needs more leads nowhere.
    private const int FollowedMax = 40;
    private const int TargetCharsMax = 4095;

    private readonly Dictionary<string, (EntryKind Kind, string Target)> _entries = new(StringComparer.Ordinal) { [""] = (EntryKind.Folder, "") };

    /// <summary>With the folder itself, and with folders that only their content names.</summary>
    public int Count => _entries.Count;

    public IEnumerable<(string Path, string Target)> Links =>
        _entries.Where(entry => entry.Value.Kind == EntryKind.Link).Select(entry => (entry.Key, entry.Value.Target));

    public IEnumerable<string> Folders => _entries.Where(entry => entry.Value.Kind == EntryKind.Folder).Select(entry => entry.Key);

    public string? FindTarget(string path) => _entries.TryGetValue(path, out (EntryKind Kind, string Target) found) && found.Kind == EntryKind.Link ? found.Target : null;

    /// <summary>Adds what is to be made, and the folders that it lies in.</summary>
    /// <returns>Why it cannot be; null: it can.</returns>
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
                return $"'{Printable.Escape(path)}' leads through '{Printable.Escape(part)}', which is no folder and may be one that leads out of the folder";
            }
        }

        ref (EntryKind Kind, string Target) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, path, out bool isThere);
        if (isThere && (kind == EntryKind.File || entry != (kind, target)))
        {
            // An archive that names one twice is made to confuse.
            return $"'{Printable.Escape(path)}' is there twice";
        }

        entry = (kind, target);
        return null;
    }

    /// <summary>Takes back a file that did not arrive.</summary>
    public void Remove(string path) => _entries.Remove(path);

    /// <summary>The first link that leads out of the folder, or round in a circle.</summary>
    /// <returns>Null when all stay inside.</returns>
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

    /// <summary>Goes the way that the system would go, link by link; where nothing is, a folder may be one day.</summary>
    private bool EndsInside(string path)
    {
        List<string> place = [];
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
                if (place.Count == 0)
                {
                    return false;
                }

                place.RemoveAt(place.Count - 1);
                continue;
            }

            place.Add(part);
            if (FindTarget(string.Join('/', place)) is not { } target)
            {
                continue;
            }

            if (++followed > FollowedMax || target.StartsWith('/') || target.Length > TargetCharsMax)
            {
                return false;
            }

            place.RemoveAt(place.Count - 1);
            foreach (string next in target.Split('/').AsEnumerable().Reverse())
            {
                rest.Push(next);
            }
        }

        return true;
    }
}

/// <summary>What a folder holds; anything else is not moved.</summary>
internal enum EntryKind
{
    Folder,
    File,
    Link,
}

/// <summary>A file, folder or link of a folder.</summary>
/// <param name="Path">Its path below the folder, without a begin as <c>./</c>; empty: the folder itself.</param>
/// <param name="Kind">What it is.</param>
internal sealed record FolderEntry(string Path, EntryKind Kind)
{
    public UnixFileMode Mode { get; init; }

    /// <summary>Bytes of a file; 0 for all else.</summary>
    public long Size { get; init; }

    /// <summary>When it was last written, in seconds since 1970: what all file systems and archives keep.</summary>
    public long Time { get; init; }

    /// <summary>The sum of a file, the target of a link; empty for a folder.</summary>
    public string Content { get; init; } = "";

    public bool HasContentOf(FolderEntry other) => (Kind, Size, Content) == (other.Kind, other.Size, other.Content);

    /// <summary>Whether nothing of it has to be sent where the other one is.</summary>
    public bool IsLike(FolderEntry other) => HasContentOf(other) && (Mode, Time) == (other.Mode, other.Time);
}

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

/// <summary>Names of what is to be packed, as <c>tar --null -T -</c> reads them.</summary>
internal static class NameList
{
    private const int PieceChars = 32 * 1024;

    /// <summary>Sends the names, and that they are all.</summary>
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

/// <summary>Counts what a transfer has come to, and tells whoever wants to know.</summary>
internal sealed class FolderCount(FolderOptions options, int entriesTotal, long bytesTotal)
{
    private int _entries;
    private long _bytes;

    /// <summary>Bytes that went over the connection.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Begins anew with what is there.</summary>
    public void Begin(int entries, long bytes)
    {
        (_entries, _bytes) = (entries, bytes);
        Tell(0);
    }

    /// <summary>Some of a file is on its way.</summary>
    /// <param name="count">The bytes that came to those of this file told so far.</param>
    public void AddBytes(long count, long ofFile)
    {
        SentBytes += count;
        Tell(ofFile);
    }

    /// <summary>One more is whole.</summary>
    public void AddEntry(long size)
    {
        _entries++;
        _bytes += size;
        Tell(0);
    }

    private void Tell(long more) => options.Progress?.Report(new FolderProgress(_entries, entriesTotal, _bytes + more, bytesTotal));
}
