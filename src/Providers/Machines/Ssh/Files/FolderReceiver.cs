using System.Runtime.Versioning;
using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>
/// Receives a folder from a machine: into a temporary folder beside the target, verified against the machine's listing,
/// then renamed.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FolderReceiver(SshConnection connection, string path, string folder, FolderTransferOptions options)
{
    private readonly FolderScript _script = new(connection, path, options.MaxResumes);
    private readonly string _part = $"{folder.TrimEnd(Path.DirectorySeparatorChar)}.{MarkerGenerator.Generate()[..12]}.part";

    /// <exception cref="AgentException">The folder does not exist, leads out of itself, is too large or changed during
    /// the transfer, or the machine is unreachable.</exception>
    /// <exception cref="IOException">A local file cannot be written, or the folder exists already.</exception>
    public async Task<FolderTransferResult> ReceiveAsync(CancellationToken cancellationToken)
    {
        bool exists = Directory.Exists(folder);
        if (File.Exists(folder) || (exists && !options.CanReplaceFolder))
        {
            throw new IOException($"'{TextEscaping.Escape(folder)}' is there already.");
        }

        FolderList desired = await _script.RepeatAsync(() =>
            _script.ListAsync(path, options.MaxEntries, options.MaxBytes, cancellationToken)
        );
        if (desired.Entries.Count == 0)
        {
            throw _script.CreateError("the folder does not exist");
        }

        Directory.CreateDirectory(_part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            FolderCount count = new(options, desired.Entries.Count, desired.Bytes);
            FolderReader reader = new(connection.Node, _part, options, desired.Sum, count);
            if (exists)
            {
                await RetainAsync(reader, desired, cancellationToken);
            }

            await _script.RepeatAsync(() => ReceiveRestAsync(reader, desired, count, cancellationToken));
            reader.Finish(desired, cancellationToken);
            Commit(exists);
            return new FolderTransferResult
            {
                Entries = desired.Entries.Count,
                Bytes = desired.Bytes,
                SentBytes = count.SentBytes,
                Checksum = desired.Sum,
            };
        }
        finally
        {
            Remove(_part);
        }
    }

    private async Task RetainAsync(FolderReader reader, FolderList desired, CancellationToken cancellationToken)
    {
        FolderList localList = await LocalFolder.ListAsync(folder, desired.Sum, cancellationToken);
        foreach (string same in localList.FilesLike(desired))
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Keep(desired.Find(same)!, Path.Combine(folder, same));
        }
    }

    private async Task<bool> ReceiveRestAsync(
        FolderReader reader,
        FolderList desired,
        FolderCount count,
        CancellationToken cancellationToken
    )
    {
        count.Start(reader.Files.Count, reader.Bytes);
        IEnumerable<string> names = [.. desired.Entries.Select(entry => entry.Path).Where(name => !reader.Files.ContainsKey(name))];
        return await _script.ReadAsync(
            FolderScript.Pack,
            [path],
            async stream =>
            {
                using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                Task naming = NameAsync(stream, names, ending.Token);
                try
                {
                    await reader.ReadAsync(stream, cancellationToken);
                    return true;
                }
                finally
                {
                    await ending.CancelAsync();
                    await naming;
                }
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Sends the names of the requested files while the first ones arrive, so that neither side has to buffer all of
    /// them.
    /// </summary>
    private static async Task NameAsync(SshStream stream, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        try
        {
            await NameList.WriteAsync(stream, names, cancellationToken);
        }
        catch (Exception exception) when (exception is LinkDownException or OperationCanceledException)
        {
            // The reader reports the reason.
        }
    }

    private void Commit(bool exists)
    {
        string old = $"{_part}.old";
        if (exists)
        {
            Directory.Move(folder, old);
        }

        try
        {
            Directory.Move(_part, folder);
        }
        catch (IOException) when (exists)
        {
            Directory.Move(old, folder);
            throw;
        }

        Remove(old);
    }

    /// <summary>Removes a folder, even if its permissions forbid it.</summary>
    private static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            Open(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Open(string folder)
    {
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (
            string inner in Directory.EnumerateDirectories(
                folder,
                "*",
                new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint }
            )
        )
        {
            Open(inner);
        }
    }
}
