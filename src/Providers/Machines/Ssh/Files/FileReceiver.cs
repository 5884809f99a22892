namespace Scalewright.Providers.Ssh.Files;

/// <summary>Receives one file, verified by length and SHA-256. Resumes after a broken connection.</summary>
internal sealed class FileReceiver(SshConnection connection, string path, Stream destination)
{
    private const int PieceBytes = 64 * 1024;
    private const int MaxResumptions = 5;
    private static readonly TimeSpan SumDeadline = TimeSpan.FromMinutes(10);

    // $1: the file; $2: the number of its first byte. Only regular files: a pipe or a device would never end.
    private const string Read = """
        [ -f "$1" ]||{ echo "the file does not exist" >&2;exit 66;};exec tail -c "+$2" "$1"
        """;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    /// <returns>Length in bytes.</returns>
    /// <exception cref="AgentException">The file is missing or changed, or the machine is unreachable.</exception>
    public async Task<long> ReceiveAsync(CancellationToken cancellationToken)
    {
        using IncrementalHash hash = _hash;
        TransferScript script = new(connection, MaxResumptions, reason =>
            CreateError($"cannot be read: {TextEscaping.Escape(reason)}", "see which files there are")
        );
        return await script.RepeatAsync(async () =>
        {
            string start = (_length + 1).ToString(CultureInfo.InvariantCulture);
            await script.RunAsync(Read, [path, start], stream => ReceiveRestAsync(stream, cancellationToken), cancellationToken);
            await CheckAsync(Convert.ToHexStringLower(hash.GetCurrentHash()), cancellationToken);
            return _length;
        });
    }

    private async Task ReceiveRestAsync(SshStream stream, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[PieceBytes];
        int count;
        while ((count = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            await destination.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
            _hash.AppendData(chunk, 0, count);
            _length += count;
        }
    }

    private async Task CheckAsync(string sum, CancellationToken cancellationToken)
    {
        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "exec sha256sum <\"$1\"", "sh", path]) { Timeout = SumDeadline },
            cancellationToken
        );
        if (!result.Succeeded || result.Output.Split(' ')[0] != sum)
        {
            throw CreateError("changed while it was read", "get it again");
        }
    }

    private AgentException CreateError(string found, string advice) =>
        new(connection.Node, SshProblems.Fault($"'{TextEscaping.Escape(path)}' {found}", advice));
}
