using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>
/// Sends one file to a machine: to a temporary file beside the target, verified by length and SHA-256, then renamed.
/// Resumes after a broken connection.
/// </summary>
internal sealed class FileSender(SshConnection connection, string path, Stream content, FileTransferOptions options)
{
    private const int PieceBytes = 64 * 1024;
    private const int NotWhole = 65;
    private static readonly TimeSpan FinishDeadline = TimeSpan.FromMinutes(10);

    // $1 part, $2 target, $3 checksum, $4 mode, $5 time. This script defines the exit codes. A mode without a user
    // class is subject to the umask.
    private const string Finish = """
        s=$(sha256sum <"$1") && [ "${s%% *}" = "$3" ] || exit 65
        chmod "${4:-=rw}" "$1" || exit 66
        [ -z "$5" ] || touch -d "@$5" "$1" || exit 66
        sync "$1" 2>/dev/null
        [ ! -d "$2" ] || { echo "it is a folder" >&2; exit 67; }
        exec mv -f "$1" "$2"
        """;

    // $1 the part. The script sends one byte per second to show that the machine is alive, because heartbeats wait
    // behind the content on a slow connection.
    private const string Receive =
        "echo; (while sleep 1 >/dev/null 2>&1 && echo; do :; done) 3>&- & b=$!; cat >&3 3>&-; c=$?; exec 2>/dev/null; "
        + "kill $b; exit $c";

    // $1 the part, $2 a new part: data that still arrives over the broken connection is written to the first part.
    private const string Continue =
        "umask 077; { [ ! -e \"$1\" ] || cat <\"$1\" >\"$2\"; } && rm -f \"$1\" && wc -c <\"$2\" && sha256sum <\"$2\"";

    private string _part = CreatePartPath(path);
    private string? _failedPart;
    private readonly long? _start = content.CanSeek ? content.Position : null;

    /// <exception cref="AgentException">The machine refused the file or is unreachable.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            string sum = await SendPartAsync(cancellationToken);
            await FinishAsync(sum, cancellationToken);
        }
        catch (Exception failure) when (failure is AgentException or OperationCanceledException or IOException)
        {
            await connection.TryRemoveAsync(_failedPart is null ? ["rm", "-f", _part] : ["rm", "-f", _part, _failedPart], failure);
            throw;
        }
    }

    /// <summary>Sends the content over as many connections as needed. Returns its SHA-256.</summary>
    private Task<string> SendPartAsync(CancellationToken cancellationToken)
    {
        TransferScript script = new(connection, _start is null ? 0 : options.MaxResumes, CreateError);
        bool isFirst = true;
        return script.RepeatAsync(async () =>
        {
            long offset = isFirst ? 0 : await FindArrivedAsync(cancellationToken);
            isFirst = false;
            return await SendFromAsync(script, offset, cancellationToken);
        });
    }

    private async Task<string> SendFromAsync(TransferScript script, long offset, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (_start is { } start)
        {
            content.Position = start;
            await HashAsync(hash, offset, cancellationToken);
        }

        // The file is private during the transfer. Its mode is set at the end.
        await script.RunAsync(
            $"umask 077; exec 3{(offset > 0 ? ">>" : ">")}\"$1\"; {Receive}",
            [_part],
            stream => CopyAsync(stream, hash, offset, cancellationToken),
            cancellationToken
        );
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task CopyAsync(SshStream stream, IncrementalHash hash, long offset, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[PieceBytes];
        bool isOpen = false;
        int count;
        while ((count = await content.ReadAsync(chunk, cancellationToken)) > 0)
        {
            hash.AppendData(chunk, 0, count);
            await RunWithTimeoutAsync(
                async ending =>
                {
                    await stream.WriteAsync(chunk.AsMemory(0, count), ending);
                    return count;
                },
                cancellationToken
            );
            // From here on the part exists, and can be removed on failure.
            isOpen = isOpen || await RunWithTimeoutAsync(ending => stream.ReadAsync(new byte[1], ending), cancellationToken) > 0;
            if (!isOpen)
            {
                break;
            }

            offset += count;
            options.Progress?.Report(offset);
        }

        stream.EndInput();
    }

    /// <summary>Runs a step of a transfer. A timeout counts as a broken connection.</summary>
    private async Task<int> RunWithTimeoutAsync(Func<CancellationToken, ValueTask<int>> step, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(PieceDeadline, connection.Link.Options.Clock);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            return await step(ending.Token);
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested)
        {
            throw new AgentException(connection.Node, SshProblems.Lost("the connection accepts no more data"));
        }
    }

    private TimeSpan PieceDeadline => connection.Link.Options.KeepAliveTimeout + TimeSpan.FromSeconds(24);

    private async Task HashAsync(IncrementalHash hash, long count, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[PieceBytes];
        while (count > 0)
        {
            int read = await content.ReadAsync(chunk.AsMemory(0, (int)Math.Min(count, chunk.Length)), cancellationToken);
            if (read == 0)
            {
                throw CreateError("the content became shorter while it was sent");
            }

            hash.AppendData(chunk, 0, read);
            count -= read;
        }
    }

    /// <summary>
    /// Moves the content that has arrived to a new part. Returns its length in bytes; 0 if it differs from the sent
    /// content.
    /// </summary>
    private async Task<long> FindArrivedAsync(CancellationToken cancellationToken)
    {
        if (_failedPart is null)
        {
            _failedPart = _part;
            _part = CreatePartPath(path);
        }

        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", Continue, "sh", _failedPart, _part]) { Timeout = FinishDeadline },
            cancellationToken
        );
        _failedPart = null;
        string[] words = result.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (
            !result.Succeeded
            || words.Length < 2
            || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            || length > content.Length - _start
        )
        {
            return 0;
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content.Position = _start!.Value;
        await HashAsync(hash, length, cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == words[1] ? length : 0;
    }

    private async Task FinishAsync(string sum, CancellationToken cancellationToken)
    {
        string mode = options.Mode is { } rights ? Convert.ToString((int)rights, 8) : "";
        string time = options.ModifiedAt is { } at
            ? (at.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture)
            : "";
        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", Finish, "sh", _part, path, sum, mode, time]) { Timeout = FinishDeadline },
            cancellationToken
        );
        if (!result.Succeeded)
        {
            throw CreateError(result.ExitCode == NotWhole ? "its checksum differs after the transfer" : result.Error);
        }
    }

    private static string CreatePartPath(string path) => $"{path}.{MarkerGenerator.Generate()[..12]}.part";

    private AgentException CreateError(string reason) =>
        new(
            connection.Node,
            SshProblems.Fault(
                $"'{TextEscaping.Escape(path)}' was not written: {TextEscaping.Escape(reason.Trim().Split('\n')[^1])}",
                "check that its folder exists, is writable and has free space"
            )
        );
}
