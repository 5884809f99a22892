using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Receives one file, verified by length and SHA-256. Resumes after a broken connection.</summary>
internal sealed class FileReceiver(SshConnection connection, string path, Stream destination)
{
    private const int PieceBytes = 64 * 1024;
    private const int MaxResumptions = 5;
    private static readonly TimeSpan SumDeadline = TimeSpan.FromMinutes(10);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    /// <returns>Length in bytes.</returns>
    /// <exception cref="AgentException">The file is missing or changed, or the machine is unreachable.</exception>
    public async Task<long> ReceiveAsync(CancellationToken cancellationToken)
    {
        using IncrementalHash hash = _hash;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await ReceiveRestAsync(cancellationToken);
                await CheckAsync(Convert.ToHexStringLower(hash.GetCurrentHash()), cancellationToken);
                return _length;
            }
            catch (AgentException lost) when (lost.Code == ProblemCode.ConnectionLost && attempt < MaxResumptions) { }
        }
    }

    private Task<bool> ReceiveRestAsync(CancellationToken cancellationToken) =>
        SshFaults.CallAsync(connection.Node, hasEffect: false, async () =>
        {
            string from = (_length + 1).ToString(CultureInfo.InvariantCulture);
            string sudo = SudoScript.Prefix(connection.Link.Options.Sudo);
            // Only regular files: a pipe or a device would never end.
            string script =
                $"exec {sudo}sh -c '[ -f \"$1\" ]||{{ echo \"the file does not exist\" >&2;exit 66;}};exec tail -c "
                + $"+{from} \"$1\"' sh {ShellQuote.Quote(path)}";
            await using SshStream stream = await SshStream.StartAsync(connection.Link, script, cancellationToken);
            byte[] chunk = new byte[PieceBytes];
            int count;
            while ((count = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            {
                await destination.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
                _hash.AppendData(chunk, 0, count);
                _length += count;
            }

            int? code = await stream.Exit.OrCancelled(cancellationToken);
            if (code is null)
            {
                throw new LinkDownException("the connection broke during a transfer");
            }

            if (code != 0)
            {
                await stream.ErrorRead.OrCancelled(cancellationToken);
                throw CreateError(
                    $"cannot be read: {TextEscaping.Escape(stream.Error.Trim().Split('\n')[^1])}",
                    "see which files there are"
                );
            }

            return true;
        });

    private async Task CheckAsync(string sum, CancellationToken cancellationToken)
    {
        CommandResult found = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "exec sha256sum <\"$1\"", "sh", path]) { Timeout = SumDeadline },
            cancellationToken
        );
        if (!found.Succeeded || found.Output.Split(' ')[0] != sum)
        {
            throw CreateError("changed while it was read", "get it again");
        }
    }

    private AgentException CreateError(string found, string advice) =>
        new(connection.Node, SshProblems.Fault($"'{TextEscaping.Escape(path)}' {found}", advice));
}
