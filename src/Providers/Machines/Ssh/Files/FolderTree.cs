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
