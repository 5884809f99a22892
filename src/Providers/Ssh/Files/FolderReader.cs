using System.Formats.Tar;
using Scalewright.Agents;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Unpacks what a machine sends into a folder, and nothing of it elsewhere: whoever sends it may be hostile.</summary>
internal sealed class FolderReader(string node, string root, FolderOptions options)
{
    private readonly List<(string Path, string Target)> _links = [];
    private long _bytes;
    private int _entries;

    /// <exception cref="AgentException">It holds what leads out of the folder, what is no file, or too much.</exception>
    public async Task ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            await using TarReader reader = new(archive, leaveOpen: true);
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                Count(entry);
                await UnpackAsync(entry, cancellationToken);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw Refuse($"what the machine sends is no archive: {FaultText.Of(broken)}");
        }

        // Last of all: so no file is written through a link.
        MakeLinks();
    }

    private void Count(TarEntry entry)
    {
        _bytes += entry.Length;
        if (++_entries > options.EntriesMax || _bytes > options.BytesMax)
        {
            throw Refuse($"the folder holds more than {options.EntriesMax} files or {options.BytesMax} bytes");
        }
    }

    private async Task UnpackAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        string path = Place(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await WriteAsync(entry, path, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                _links.Add((path, entry.LinkName));
                break;
            case TarEntryType.HardLink:
                File.Copy(Place(entry.LinkName), path);
                break;
            default:
                throw Refuse($"'{Printable.Escape(entry.Name)}' is neither a file nor a folder nor a link");
        }
    }

    private static async Task WriteAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        // Never a file that is there: an archive that names one twice is made to confuse.
        await using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write))
        {
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(file, cancellationToken);
            }
        }

        File.SetLastWriteTimeUtc(path, entry.ModificationTime.UtcDateTime);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)((int)entry.Mode & 0x1FF));
        }
    }

    private void MakeLinks()
    {
        foreach ((string path, string target) in _links)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, target);
        }

        string inside = new DirectoryInfo(root).FullName + Path.DirectorySeparatorChar;
        foreach ((string path, string target) in _links)
        {
            string? end = EndOf(path);
            if (Path.IsPathRooted(target) || end is null || !(end + Path.DirectorySeparatorChar).StartsWith(inside, StringComparison.Ordinal))
            {
                throw Refuse($"the link '{Printable.Escape(Path.GetRelativePath(root, path))}' leads out of the folder, to '{Printable.Escape(target)}'");
            }
        }
    }

    /// <returns>Null when the link leads round in a circle.</returns>
    private static string? EndOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string Place(string name)
    {
        string[] parts = [.. name.Split('/').Where(part => part.Length > 0 && part != ".")];
        return name.StartsWith('/') || parts.Contains("..", StringComparer.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            ? throw Refuse($"'{Printable.Escape(name)}' leads out of the folder")
            : Path.Combine([root, .. parts]);
    }

    private AgentException Refuse(string found) => new(node, SshProblems.Fault(found, "look at the folder on the machine before anything of it is used"));
}
