using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Journals;

namespace Scalewright.Tool;

/// <summary>Files and folders to copy.</summary>
/// <param name="IsFolder">True for a folder; false for a single file.</param>
/// <param name="Folders">Paths of its folders relative to it, each after its parent.</param>
/// <param name="Files">Its files, or the single file.</param>
internal sealed record CopyTree(bool IsFolder, ValueList<string> Folders, ValueList<CopyFile> Files)
{
    private const int NamesShown = 5;

    /// <summary>Creates the tree of a single file.</summary>
    public static CopyTree OfFile(CopyFile file) => new(IsFolder: false, [], [file]);

    /// <summary>Returns the problem of entries that cannot be copied.</summary>
    /// <param name="source">Folder or node.</param>
    /// <param name="otherNames">Paths of the entries, one or more.</param>
    public static Problem Refuse(string source, IReadOnlyCollection<string> otherNames)
    {
        string names = string.Join(
            ", ",
            otherNames.Order(StringComparer.Ordinal).Take(NamesShown).Select(name => $"'{TextEscaping.Escape(name)}'")
        );
        string rest = otherNames.Count > NamesShown ? $" and {otherNames.Count - NamesShown} more" : "";
        return new Problem(
            ProblemCode.UnreadableFile,
            $"the folder has entries that are neither files nor folders: {names}{rest}; nothing was copied",
            "copy an archive of the folder, for example one made by tar"
        )
        {
            Source = source,
        };
    }
}

/// <summary>A file to copy.</summary>
/// <param name="Path">Path relative to the folder; empty for a single file.</param>
/// <param name="Length">Length in bytes; 0 if it is not known.</param>
/// <param name="IsExecutable">True if its owner may execute it.</param>
internal sealed record CopyFile(string Path, long Length, bool IsExecutable);

/// <summary>Lists a file or folder of this machine.</summary>
internal static class LocalTree
{
    /// <summary>Lists a file or folder. Follows links only in the path itself.</summary>
    /// <param name="tree">The list; null if there is a problem.</param>
    /// <returns>Why it cannot be copied; null if it can.</returns>
    public static Problem? Read(string path, out CopyTree? tree)
    {
        tree = null;
        try
        {
            if (Directory.Exists(path))
            {
                return ReadFolder(path, out tree);
            }

            if (!File.Exists(path) || LocalFileSystem.IsSpecialFile(path))
            {
                return new Problem(
                    ProblemCode.UnreadableFile,
                    File.Exists(path) ? "it is a pipe, a socket or a device" : "the file does not exist",
                    "name a file or a folder"
                )
                {
                    Source = path,
                };
            }

            tree = CopyTree.OfFile(Describe(new FileInfo(path), ""));
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemCode.UnreadableFile, $"it cannot be read: {ExceptionText.From(exception)}", "check its permissions")
            {
                Source = path,
            };
        }
    }

    private static Problem? ReadFolder(string path, out CopyTree? tree)
    {
        List<string> folders = [];
        List<CopyFile> files = [];
        List<string> otherNames = [];
        Stack<(DirectoryInfo Folder, string Path)> pending = new([(new DirectoryInfo(path), "")]);
        while (pending.TryPop(out (DirectoryInfo Folder, string Path) next))
        {
            foreach (FileSystemInfo entry in next.Folder.EnumerateFileSystemInfos())
            {
                string name = next.Path.Length == 0 ? entry.Name : $"{next.Path}/{entry.Name}";
                if (entry.LinkTarget is not null || LocalFileSystem.IsSpecialFile(entry.FullName))
                {
                    otherNames.Add(name);
                }
                else if (entry is DirectoryInfo folder)
                {
                    folders.Add(name);
                    pending.Push((folder, name));
                }
                else
                {
                    files.Add(Describe((FileInfo)entry, name));
                }
            }
        }

        tree = new CopyTree(
            IsFolder: true,
            [.. folders.Order(StringComparer.Ordinal)],
            [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]
        );
        return otherNames.Count > 0 ? CopyTree.Refuse(path, otherNames) : null;
    }

    private static CopyFile Describe(FileInfo file, string path) =>
        new(path, file.Length, !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute));
}

/// <summary>Lists and changes folders of a node. The node needs <c>sh</c>, <c>find</c>, <c>mkdir</c> and
/// <c>chmod</c>, as POSIX has them.</summary>
/// <param name="limit">Maximum time of a command.</param>
internal sealed class RemoteTree(Node node, TimeSpan limit)
{
    private const int IsPlainFile = 10;
    private const int IsExecutableFile = 11;
    private const int MaxListBytes = 64 << 20;
    private const int MaxPathsPerCommand = 100;

    // Folders, executable files, other files and other entries, each path and each list ended by a zero byte. A missing
    // path counts as a file: the transfer reports it.
    private const string Script = """
        if [ ! -d "$1" ]; then
            [ -f "$1" ] && [ -x "$1" ] && exit 11
            exit 10
        fi
        cd "$1" || exit 12
        find . -type d -print0 || exit 12
        printf '\0'
        find . -type f -perm -100 -print0 || exit 12
        printf '\0'
        find . -type f ! -perm -100 -print0 || exit 12
        printf '\0'
        find . ! -type d ! -type f -print0 || exit 12
        printf '\0'
        """;

    /// <summary>Lists a file or folder.</summary>
    /// <exception cref="AgentException">The folder cannot be listed, it has other entries than files and folders, or
    /// the node is unreachable.</exception>
    public async Task<CopyTree> ReadAsync(string path, CancellationToken cancellationToken)
    {
        CommandRequest request = new(["sh", "-c", Script.ReplaceLineEndings("\n"), "sh", path])
        {
            IsIdempotent = true,
            MaxOutputBytes = MaxListBytes,
            Timeout = limit,
        };
        CommandResult result;
        try
        {
            result = await node.RunAsync(request, cancellationToken);
        }
        catch (AgentException exception) when (exception.Code == ProblemCode.AgentCallFailed)
        {
            // The node has no shell: it can only transfer files.
            return CopyTree.OfFile(new CopyFile("", 0, IsExecutable: false));
        }

        if (result is { HasTimedOut: false, ExitCode: IsPlainFile or IsExecutableFile })
        {
            return CopyTree.OfFile(new CopyFile("", 0, result.ExitCode == IsExecutableFile));
        }

        return result is { Succeeded: true, DroppedBytes: 0 }
            ? Parse(node.Name, result.Output)
            : throw Fail(
                node.Name,
                $"'{TextEscaping.Escape(path)}' cannot be listed: {GetError(result)}",
                "check its permissions, and that the node has find(1)"
            );
    }

    /// <summary>Creates folders and their parents.</summary>
    /// <exception cref="AgentException">A folder cannot be created, or the node is unreachable.</exception>
    public Task CreateFoldersAsync(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        RunAsync(["mkdir", "-p", "--"], paths, cancellationToken);

    /// <summary>Allows files to be executed.</summary>
    /// <exception cref="AgentException">The permissions cannot be changed, or the node is unreachable.</exception>
    public Task SetExecutableAsync(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        RunAsync(["chmod", "+x", "--"], paths, cancellationToken);

    private async Task RunAsync(string[] command, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        foreach (string[] chunk in paths.Chunk(MaxPathsPerCommand))
        {
            CommandRequest request = new([.. command, .. chunk]) { IsIdempotent = true, Timeout = limit };
            CommandResult result = await node.RunAsync(request, cancellationToken);
            if (!result.Succeeded)
            {
                throw Fail(node.Name, GetError(result), "check the permissions of the folder and the space on its disk");
            }
        }
    }

    /// <summary>Reads the output of the script.</summary>
    /// <exception cref="AgentException">The list is incomplete, or it has paths that cannot be copied.</exception>
    internal static CopyTree Parse(string node, string list)
    {
        List<string>[] lists =
        [
            [],
            [],
            [],
            [],
        ];
        int current = 0;
        foreach (string entry in list.Split('\0').SkipLast(1))
        {
            if (entry.Length == 0)
            {
                current++;
            }
            else if (current < lists.Length && entry != ".")
            {
                lists[current].Add(Check(node, entry));
            }
        }

        if (current != lists.Length)
        {
            throw Fail(node, "the list of its files is incomplete", "give the command again");
        }

        if (lists[3].Count > 0)
        {
            throw new AgentException(node, CopyTree.Refuse(node, lists[3]));
        }

        IEnumerable<CopyFile> files = lists[1]
            .Select(path => new CopyFile(path, 0, IsExecutable: true))
            .Concat(lists[2].Select(path => new CopyFile(path, 0, IsExecutable: false)));
        return new CopyTree(
            IsFolder: true,
            [.. lists[0].Order(StringComparer.Ordinal)],
            [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]
        );
    }

    // A node must not be able to write outside of the target.
    private static string Check(string node, string entry) =>
        entry is ['.', '/', .. string path] && !path.Split('/').Any(segment => segment is "" or "." or "..")
            ? path
            : throw Fail(
                node,
                $"it listed '{TextEscaping.Escape(entry)}', which is not a path in the folder",
                "check the programs of the node"
            );

    private string GetError(CommandResult result)
    {
        string last = result.Error.Trim().Split('\n')[^1];
        return result switch
        {
            { HasTimedOut: true } => $"it took more than {NodeTimeout.Format(limit)}",
            { DroppedBytes: > 0 } => "it has too many files",
            _ when last.Length == 0 => $"the command ended with {result.ExitCode}",
            _ => TextEscaping.Escape(last),
        };
    }

    private static AgentException Fail(string node, string found, string advice) =>
        new(node, new Problem(ProblemCode.AgentCallFailed, found, advice));
}
