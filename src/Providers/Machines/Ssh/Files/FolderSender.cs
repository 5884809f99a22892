using System.Formats.Tar;
using System.Runtime.Versioning;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>
/// Sends a folder to a machine. Unchanged files of the target are copied to a temporary folder beside it, and all other
/// files are sent there. The temporary folder is then verified and renamed.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FolderSender(SshConnection connection, string folder, string path, FolderTransferOptions options)
{
    private static readonly TimeSpan FinishDeadline = TimeSpan.FromMinutes(10);

    // $1 part, $2 target. The part is private during the transfer.
    private const string Make =
        FolderScript.RejectOccupied
        + """
            umask 077
            [ -d "$1" ] || mkdir "$1"
            """;

    // $1 old folder, $2 part: unchanged files are copied to the part.
    private const string Copy =
        FolderScript.Pack
        + """
             | tar -xpf - -C "$2"
            """;

    // $1 part. The script sends one byte per second to show that the machine is alive, because heartbeats wait behind
    // the content on a slow connection.
    private const string Unpack = """
        (while sleep 1 >/dev/null 2>&1 && echo; do :; done) & b=$!
        tar -xpf - -C "$1"; c=$?
        exec 2>/dev/null; kill $b; exit $c
        """;

    // $1 the part, $2 a new part, to which the received files are copied: data that still arrives over the broken
    // connection is written to the first part.
    private const string Continue = """
        umask 077
        [ -d "$2" ] || mkdir "$2" || exit
        [ -d "$1" ] || exit 0
        cd "$1" && tar -cf - . | tar -xpf - -C "$2"
        cd /
        for n in 1 2 3 4 5; do rm -rf "$1" && exit; sleep 1; done
        exit 0
        """;

    // $1 part, $2 target: the old folder is removed after the new one has been renamed.
    private const string Finish =
        FolderScript.RejectOccupied
        + """
            [ ! -e "$2" ] || mv "$2" "$1.old" || exit 1
            mv "$1" "$2" || { [ ! -e "$1.old" ] || mv "$1.old" "$2"; exit 1; }
            rm -rf "$1.old"
            """;

    // $@ the parts. Removal is retried, because a remote unpack may continue for a moment after its connection broke.
    private const string Remove = """
        for n in 1 2 3 4 5; do rm -rf "$@" && exit; sleep 1; done
        """;

    private readonly FolderScript _script = new(connection, path, options.MaxResumes);
    private readonly List<string> _parts = [CreatePartPath(path)];
    private string? _failedPart;

    private string Part => _parts[^1];

    /// <exception cref="AgentException">The machine refused the folder or is unreachable.</exception>
    /// <exception cref="IOException">A local file cannot be read.</exception>
    public async Task<FolderTransferResult> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            FolderTransferResult result = await SendPartAsync(cancellationToken);
            CommandResult finished = await connection.RunAsync(
                new CommandRequest(["sh", "-c", Finish, "sh", Part, path]) { Timeout = FinishDeadline },
                cancellationToken
            );
            return finished.Succeeded ? result : throw _script.CreateError(finished.Error);
        }
        catch (Exception failure)
            when (failure is AgentException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            await connection.TryRemoveAsync(["sh", "-c", Remove, "sh", .. _parts], failure);
            throw;
        }
    }

    private async Task<FolderTransferResult> SendPartAsync(CancellationToken cancellationToken)
    {
        FolderList part = await _script.RepeatAsync(() => MakePartAsync(cancellationToken));
        FolderList old = await _script.RepeatAsync(() => ListOldAsync(part.Sum, cancellationToken));
        FolderList list = await LocalFolder.ListAsync(folder, part.Sum, cancellationToken);
        FolderCount count = new(options, list.Entries.Count, list.Bytes);
        FolderWriter writer = new(folder, list, count);
        if (list.FilesLike(old) is { Count: > 0 } same)
        {
            part = await _script.RepeatAsync(() => CopyAsync(same, cancellationToken));
        }

        FolderList arrived = await SendRestAsync(writer, list, part, count, cancellationToken);
        return list.FindDifference(arrived) is { } different
            ? throw _script.CreateError($"the checksum of '{TextEscaping.Escape(different)}' differs after the transfer")
            : new FolderTransferResult
            {
                Entries = list.Entries.Count,
                Bytes = list.Bytes,
                SentBytes = count.SentBytes,
                Checksum = list.Sum,
            };
    }

    /// <summary>
    /// Sends the missing entries. After a broken connection, continues in a new part that contains the received files.
    /// Returns the content of the part.
    /// </summary>
    private async Task<FolderList> SendRestAsync(
        FolderWriter writer,
        FolderList list,
        FolderList part,
        FolderCount count,
        CancellationToken cancellationToken
    )
    {
        FolderList? remoteList = part;
        return await _script.RepeatAsync(async () =>
        {
            HashSet<string> existing = list.FilesLike(remoteList ?? await ContinueAsync(cancellationToken));
            remoteList = null;
            count.Start(existing.Count, list.Entries.Where(entry => existing.Contains(entry.Path)).Sum(entry => entry.Size));
            await _script.RunAsync(
                Unpack,
                [Part],
                stream => SendContentAsync(writer, stream, existing, cancellationToken),
                cancellationToken
            );
            return await ListPartAsync(cancellationToken);
        });
    }

    private async Task<FolderList> ContinueAsync(CancellationToken cancellationToken)
    {
        if (_failedPart is null)
        {
            _failedPart = Part;
            _parts.Add(CreatePartPath(path));
        }

        await _script.RunAsync(Continue, [_failedPart, Part], _ => Task.CompletedTask, cancellationToken);
        _failedPart = null;
        return await ListPartAsync(cancellationToken);
    }

    private static string CreatePartPath(string path) => $"{path.TrimEnd('/')}.{MarkerGenerator.Generate()[..12]}.part";

    private static async Task SendContentAsync(
        FolderWriter writer,
        SshStream stream,
        HashSet<string> existing,
        CancellationToken cancellationToken
    )
    {
        await writer.WriteAsync(stream, existing, cancellationToken);
        stream.EndInput();
    }

    private async Task<FolderList> MakePartAsync(CancellationToken cancellationToken)
    {
        await _script.RunAsync(Make, [Part, path], _ => Task.CompletedTask, cancellationToken);
        return await ListPartAsync(cancellationToken);
    }

    private Task<FolderList> ListPartAsync(CancellationToken cancellationToken) =>
        _script.ListAsync(Part, int.MaxValue, long.MaxValue, cancellationToken);

    /// <summary>Lists the existing folder. A missing or unreadable folder counts as empty, and is replaced.</summary>
    private async Task<FolderList> ListOldAsync(ChecksumAlgorithm sum, CancellationToken cancellationToken)
    {
        try
        {
            return await _script.ListAsync(path, options.MaxEntries, long.MaxValue, cancellationToken);
        }
        catch (AgentException failure) when (failure.Code != ProblemCode.ConnectionLost)
        {
            return new FolderList(sum, []);
        }
    }

    private async Task<FolderList> CopyAsync(HashSet<string> same, CancellationToken cancellationToken)
    {
        await _script.RunAsync(Copy, [path, Part], stream => NameList.WriteAsync(stream, same, cancellationToken), cancellationToken);
        return await ListPartAsync(cancellationToken);
    }
}

/// <summary>
/// Packs a local folder: files, folders and links with permissions and times, in ordinal order of their names.
/// </summary>
internal sealed class FolderWriter(string folder, FolderList list, FolderCount count)
{
    /// <param name="existing">Files that already exist on the machine.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to read a file is missing.</exception>
    public async Task WriteAsync(Stream archive, IReadOnlySet<string> existing, CancellationToken cancellationToken)
    {
        await using FollowedStream followed = new(archive, count);
        await using TarWriter writer = new(followed, TarEntryFormat.Pax, leaveOpen: true);
        foreach (FolderEntry entry in list.Entries.Where(entry => entry.Kind != EntryKind.File || !existing.Contains(entry.Path)))
        {
            followed.Start(entry.Size);
            await writer.WriteEntryAsync(Path.Combine(folder, entry.Path), $"./{entry.Path}", cancellationToken);
            followed.End();
        }
    }

    /// <summary>Counts the sent bytes of a file, including its header.</summary>
    private sealed class FollowedStream(Stream archive, FolderCount count) : DuplexStream
    {
        private long _size;
        private long _sent;

        public void Start(long size) => (_size, _sent) = (size, 0);

        public void End()
        {
            Advance(_size - _sent);
            count.AddEntry(_size);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            archive.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await archive.WriteAsync(buffer, cancellationToken);
            Advance(Math.Min(buffer.Length, _size - _sent));
        }

        private void Advance(long bytes)
        {
            if (bytes > 0)
            {
                _sent += bytes;
                count.AddBytes(bytes, _sent);
            }
        }
    }
}
