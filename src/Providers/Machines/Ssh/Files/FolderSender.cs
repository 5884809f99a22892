using System.Formats.Tar;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Puts a folder on a machine: beside its place, from what is there already and what has to be sent, looked through, then renamed.</summary>
internal sealed class FolderSender(SshConnection connection, string folder, string path, FolderOptions options)
{
    private static readonly TimeSpan FinishDeadline = TimeSpan.FromMinutes(10);

    // $1 part, $2 place: nobody else looks into it on the way.
    private const string Make = FolderScript.RefuseOccupied + """
        umask 077
        [ -d "$1" ] || mkdir "$1"
        """;

    // $1 the old folder, $2 part: what is the same is copied there.
    private const string Copy = FolderScript.Pack + """
         | tar -xpf - -C "$2"
        """;

    // $1 part. A byte each second says that the machine lives, while signs of life wait behind the content of a slow connection.
    private const string Unpack = """
        (while sleep 1 >/dev/null 2>&1 && echo; do :; done) & b=$!
        tar -xpf - -C "$1"; c=$?
        exec 2>/dev/null; kill $b; exit $c
        """;

    // $1 the part, $2 another one, of what has arrived: what still comes over the broken connection is written to the first.
    private const string Continue = """
        umask 077
        [ -d "$2" ] || mkdir "$2" || exit
        [ -d "$1" ] || exit 0
        cd "$1" && tar -cf - . | tar -xpf - -C "$2"
        cd /
        for n in 1 2 3 4 5; do rm -rf "$1" && exit; sleep 1; done
        exit 0
        """;

    // $1 part, $2 place: what was there goes when the new one has its name.
    private const string Finish = FolderScript.RefuseOccupied + """
        [ ! -e "$2" ] || mv "$2" "$1.old" || exit 1
        mv "$1" "$2" || { [ ! -e "$1.old" ] || mv "$1.old" "$2"; exit 1; }
        rm -rf "$1.old"
        """;

    // The parts: what unpacks there may go on for a moment after its connection broke.
    private const string Remove = """
        for n in 1 2 3 4 5; do rm -rf "$@" && exit; sleep 1; done
        """;

    private readonly FolderScript _script = new(connection, path, options.ResumptionsMax);
    private readonly List<string> _parts = [PartOf(path)];
    private string? _broken;

    private string Part => _parts[^1];

    /// <exception cref="AgentException">The machine refused it or cannot be reached.</exception>
    /// <exception cref="IOException">A file of this machine cannot be read.</exception>
    public async Task<FolderResult> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            FolderResult result = await SendPartAsync(cancellationToken);
            CommandResult finished = await connection.RunAsync(new CommandRequest(["sh", "-c", Finish, "sh", Part, path]) { Deadline = FinishDeadline }, cancellationToken);
            return finished.Succeeded ? result : throw _script.Refused(finished.Error);
        }
        catch (Exception failure) when (failure is AgentException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            await RemoveAsync();
            throw;
        }
    }

    private async Task<FolderResult> SendPartAsync(CancellationToken cancellationToken)
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
            ? throw _script.Refused($"'{Printable.Escape(different)}' did not arrive as it was sent")
            : new FolderResult { Entries = list.Entries.Count, Bytes = list.Bytes, SentBytes = count.SentBytes, Sum = list.Sum };
    }

    /// <summary>Sends what is not there; after a broken connection to another part, with what has arrived.</summary>
    /// <returns>What is there then.</returns>
    private async Task<FolderList> SendRestAsync(FolderWriter writer, FolderList list, FolderList part, FolderCount count, CancellationToken cancellationToken)
    {
        FolderList? known = part;
        return await _script.RepeatAsync(async () =>
        {
            HashSet<string> there = list.FilesLike(known ?? await ContinueAsync(cancellationToken));
            known = null;
            count.Begin(there.Count, list.Entries.Where(entry => there.Contains(entry.Path)).Sum(entry => entry.Size));
            await _script.RunAsync(Unpack, [Part], stream => SendAsync(writer, stream, there, cancellationToken), cancellationToken);
            return await ListPartAsync(cancellationToken);
        });
    }

    private async Task<FolderList> ContinueAsync(CancellationToken cancellationToken)
    {
        if (_broken is null)
        {
            _broken = Part;
            _parts.Add(PartOf(path));
        }

        await _script.RunAsync(Continue, [_broken, Part], _ => Task.FromResult(true), cancellationToken);
        _broken = null;
        return await ListPartAsync(cancellationToken);
    }

    private static string PartOf(string path) => $"{path.TrimEnd('/')}.{Secrets.Draw()[..12]}.part";

    private static async Task<bool> SendAsync(FolderWriter writer, SshStream stream, HashSet<string> there, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(stream, there, cancellationToken);
        stream.EndInput();
        return true;
    }

    private async Task<FolderList> MakePartAsync(CancellationToken cancellationToken)
    {
        await _script.RunAsync(Make, [Part, path], _ => Task.FromResult(true), cancellationToken);
        return await ListPartAsync(cancellationToken);
    }

    private Task<FolderList> ListPartAsync(CancellationToken cancellationToken) => _script.ListAsync(Part, int.MaxValue, long.MaxValue, cancellationToken);

    /// <summary>What is there. It is of no use when it is not there or cannot be read, and replaced then as well.</summary>
    private async Task<FolderList> ListOldAsync(SumKind sum, CancellationToken cancellationToken)
    {
        try
        {
            return await _script.ListAsync(path, options.EntriesMax, long.MaxValue, cancellationToken);
        }
        catch (AgentException useless) when (useless.Code != ProblemCode.ConnectionLost)
        {
            return new FolderList(sum, []);
        }
    }

    private async Task<FolderList> CopyAsync(HashSet<string> same, CancellationToken cancellationToken)
    {
        await _script.RunAsync(
            Copy,
            [path, Part],
            async stream =>
            {
                await NameList.WriteAsync(stream, same, cancellationToken);
                return true;
            },
            cancellationToken);
        return await ListPartAsync(cancellationToken);
    }

    private async Task RemoveAsync()
    {
        try
        {
            await connection.RunAsync(new CommandRequest(["sh", "-c", Remove, "sh", .. _parts]) { IsRepeatable = true }, CancellationToken.None);
        }
        catch (AgentException)
        {
            // The machine cannot be reached; the part is beside the folder under a name of its own.
        }
    }
}

/// <summary>Packs a folder of this machine: files, folders and links with their rights and times, in ordinal order of their names.</summary>
internal sealed class FolderWriter(string folder, FolderList list, FolderCount count)
{
    /// <param name="archive">Where it goes.</param>
    /// <param name="there">Files that are there already.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public async Task WriteAsync(Stream archive, IReadOnlySet<string> there, CancellationToken cancellationToken)
    {
        await using FollowedStream followed = new(archive, count);
        await using TarWriter writer = new(followed, TarEntryFormat.Pax, leaveOpen: true);
        foreach (FolderEntry entry in list.Entries.Where(entry => entry.Kind != EntryKind.File || !there.Contains(entry.Path)))
        {
            followed.Begin(entry.Size);
            await writer.WriteEntryAsync(Path.Combine(folder, entry.Path), $"./{entry.Path}", cancellationToken);
            followed.End();
        }
    }

    /// <summary>Sees how much of a file has gone; what stands before it counts as its own until then.</summary>
    private sealed class FollowedStream(Stream archive, FolderCount count) : TwoWayStream
    {
        private long _size;
        private long _gone;

        public void Begin(long size) => (_size, _gone) = (size, 0);

        public void End()
        {
            Advance(_size - _gone);
            count.AddEntry(_size);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => archive.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await archive.WriteAsync(buffer, cancellationToken);
            Advance(Math.Min(buffer.Length, _size - _gone));
        }

        private void Advance(long bytes)
        {
            if (bytes > 0)
            {
                _gone += bytes;
                count.AddBytes(bytes, _gone);
            }
        }
    }
}
