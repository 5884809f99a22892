using System.Formats.Tar;
using System.Runtime.Versioning;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>
/// Unpacks an archive from an untrusted machine into a folder, and writes nothing outside the folder.
/// </summary>
/// <remarks>Files and folders are created as they arrive. Links are created last, and only if all of them stay inside.
/// A truncated archive can be followed by another one with the rest.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class FolderReader(string node, string root, FolderTransferOptions options, ChecksumAlgorithm sum, FolderCount count)
{
    private const int PieceBytes = 64 * 1024;
    private const UnixFileMode MaxRights = (UnixFileMode)0x1FF;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FolderTree _tree = new();
    private readonly Dictionary<string, FolderEntry> _files = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Files that have arrived completely.</summary>
    public IReadOnlyDictionary<string, FolderEntry> Files => _files;

    public long Bytes => _bytes;

    /// <summary>Copies a local file that is identical to a remote file.</summary>
    public void Keep(FolderEntry entry, string from)
    {
        Add(entry.Path, EntryKind.File);
        Make(entry, from);
    }

    /// <exception cref="AgentException">The archive leads out of the folder, contains something other than files,
    /// folders and links, or is too large.</exception>
    /// <exception cref="InvalidDataException">The data is not an archive, or is truncated.</exception>
    public async Task ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            int entries = 0;
            await using TarReader reader = new(archive, leaveOpen: true);
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                CheckCount(++entries);
                await UnpackAsync(entry, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"what the machine sends is not an archive: {ExceptionText.From(exception)}", exception);
        }
    }

    /// <summary>Creates the links and sets permissions and times of folders, once all entries are present.</summary>
    /// <exception cref="AgentException">A link leads out of the folder, or the result differs from the
    /// list.</exception>
    public void Finish(FolderList desired, CancellationToken cancellationToken)
    {
        if (_tree.FindEscape(cancellationToken) is { } escape)
        {
            throw CreateError(
                $"the link '{TextEscaping.Escape(escape.Path)}' leads out of the folder, to '{TextEscaping.Escape(escape.Target)}'"
            );
        }

        if (FindDifference(desired) is { } path)
        {
            throw new AgentException(
                node,
                SshProblems.Fault(
                    $"'{TextEscaping.Escape(path.Length > 0 ? path : ".")}' of the folder changed while it was read",
                    "get it again"
                )
            );
        }

        foreach ((string link, string target) in _tree.Links)
        {
            File.CreateSymbolicLink(At(link), target);
        }

        // Deepest first: creating an entry changes the time of its folder, and the folder's permissions may forbid it.
        foreach (FolderEntry folder in desired.Entries.Reverse().Where(entry => entry.Kind == EntryKind.Folder))
        {
            Directory.SetLastWriteTimeUtc(At(folder.Path), DateTimeOffset.FromUnixTimeSeconds(folder.Time).UtcDateTime);
            File.SetUnixFileMode(At(folder.Path), folder.Mode & MaxRights);
        }
    }

    private async Task UnpackAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        string path = GetPath(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Add(path, EntryKind.Folder);
                MakeFolder(path);
                count.AddEntry(0);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                Add(path, EntryKind.File);
                await UnpackFileAsync(entry, path, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                AddLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink when _tree.FindTarget(GetPath(entry.LinkName)) is { } target:
                AddLink(path, target);
                break;
            case TarEntryType.HardLink when _files.TryGetValue(GetPath(entry.LinkName), out FolderEntry? first):
                Add(path, EntryKind.File);
                Make(first with { Path = path }, At(first.Path));
                break;
            case TarEntryType.HardLink:
                throw CreateError(
                    $"'{TextEscaping.Escape(entry.Name)}' is another name of '{TextEscaping.Escape(entry.LinkName)}', "
                        + "which is not there"
                );
            default:
                throw CreateError($"'{TextEscaping.Escape(entry.Name)}' is neither a file nor a folder nor a link");
        }
    }

    private async Task UnpackFileAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        CheckSize(entry.Length);
        MakeFolder(GetFolder(path));
        bool isWhole = false;
        try
        {
            string content = await WriteAsync(entry, path, cancellationToken);
            FolderEntry file = new(path, EntryKind.File)
            {
                Size = entry.Length,
                Content = content,
                Mode = entry.Mode & MaxRights,
                Time = entry.ModificationTime.ToUnixTimeSeconds(),
            };
            AddFile(file);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                _tree.Remove(path);
                File.Delete(At(path));
            }
        }
    }

    private async Task<string> WriteAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        using ContentSum content = new(sum);
        await using FileStream file = new(
            At(path),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Owner,
                BufferSize = 0,
            }
        );
        byte[] chunk = new byte[PieceBytes];
        long length = 0;
        int read;
        while (entry.DataStream is { } data && (read = await data.ReadAsync(chunk, cancellationToken)) > 0)
        {
            content.Append(chunk.AsSpan(0, read));
            await file.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            length += read;
            count.AddBytes(read, length);
        }

        return length == entry.Length ? content.Finish() : throw new EndOfStreamException("it ends within a file");
    }

    /// <summary>Creates a file as a copy of a local file.</summary>
    private void Make(FolderEntry entry, string from)
    {
        CheckSize(entry.Size);
        MakeFolder(GetFolder(entry.Path));
        File.Copy(from, At(entry.Path));
        AddFile(entry);
    }

    private void AddFile(FolderEntry entry)
    {
        File.SetLastWriteTimeUtc(At(entry.Path), DateTimeOffset.FromUnixTimeSeconds(entry.Time).UtcDateTime);
        File.SetUnixFileMode(At(entry.Path), entry.Mode & MaxRights);
        _files.Add(entry.Path, entry);
        _bytes += entry.Size;
        count.AddEntry(entry.Size);
    }

    private void AddLink(string path, string target)
    {
        Add(path, EntryKind.Link, target);
        MakeFolder(GetFolder(path));
        count.AddEntry(0);
    }

    private void Add(string path, EntryKind kind, string target = "")
    {
        if (_tree.Add(path, kind, target) is { } fault)
        {
            throw CreateError(fault);
        }

        CheckCount(_tree.Count);
    }

    private void CheckCount(int entries)
    {
        if (entries > options.MaxEntries)
        {
            throw CreateError($"the folder contains more than {options.MaxEntries} files");
        }
    }

    private void CheckSize(long size)
    {
        if (size > options.MaxBytes - _bytes)
        {
            throw CreateError($"the files of the folder are larger than {options.MaxBytes} bytes");
        }
    }

    private string? FindDifference(FolderList desired)
    {
        IEnumerable<FolderEntry> links = _tree.Links.Select(link => new FolderEntry(link.Path, EntryKind.Link) { Content = link.Target });
        IEnumerable<FolderEntry> folders = _tree.Folders.Select(path => new FolderEntry(path, EntryKind.Folder));
        return desired.FindDifference(new FolderList(sum, [.. _files.Values, .. links, .. folders]));
    }

    // Folders are private until their permissions are set at the end.
    private void MakeFolder(string path) => Directory.CreateDirectory(At(path), Owner);

    private string At(string path) => Path.Combine(root, path);

    private static string GetFolder(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    private string GetPath(string name)
    {
        string[] parts = [.. name.Split('/').Where(part => part.Length > 0 && part != ".")];
        return name.StartsWith('/') || parts.Contains("..", StringComparer.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            ? throw CreateError($"'{TextEscaping.Escape(name)}' leads out of the folder")
            : string.Join('/', parts);
    }

    private AgentException CreateError(string found) =>
        new(node, SshProblems.Fault(found, "look at the folder on the machine before anything of it is used"));
}
