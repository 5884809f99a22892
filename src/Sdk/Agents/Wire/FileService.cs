namespace Scalewright.Agents.Wire;

/// <summary>Sends files, and receives them atomically: writes to a temporary name, verifies, then renames.</summary>
/// <remarks>An incomplete transfer leaves no file.</remarks>
internal sealed class FileService(AgentHostOptions options, INodeFiles files, IdempotencyCache cache)
{
    private const int CopyBytes = 32 * 1024;

    private readonly PartialFiles _partial = new(options, files);

    public async Task GetAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken stop)
    {
        GetRequest body = AgentJson.Read(request.Body, AgentJson.Default.GetRequest);
        CheckPath(body.Path);
        using Sha256Sum hash = new();
        long length = 0;
        byte[] buffer = new byte[CopyBytes];
        Stream content = await files.OpenAsync(body.Path, stop);
        await using (content)
        {
            int count;
            while ((count = await content.ReadAsync(buffer, stop)) > 0)
            {
                hash.Append(buffer.AsSpan(0, count));
                int receivedCount = (int)Math.Clamp(body.Offset - length, 0, count);
                await call.SendAsync(ChannelIds.Content, buffer.AsMemory(receivedCount, count - receivedCount), isFollowed: false, stop);
                length += count;
            }
        }

        TransferDigest sum = new() { Length = length, Sha256 = Convert.ToHexStringLower(hash.Finish()) };
        byte[] response = AgentJson.Write(sum, AgentJson.Default.TransferDigest);
        await controller.Link.Queue.SendAsync(FrameKind.Response, call.Id, response, stop);
    }

    public async Task PutAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken stop)
    {
        PutRequest body = AgentJson.Read(request.Body, AgentJson.Default.PutRequest);
        CheckPath(body.Path);
        (Operation? operation, CachedResponse? response) = await StartAsync(controller.Identify(request.Head), stop);
        response ??= await ReceiveAsync(operation!, call, body.Path, stop);
        await response.SendAsync(controller.Link, call, stop);
    }

    private static void CheckPath(string path)
    {
        if (!NodePath.IsValid(path))
        {
            throw FaultException.From(AgentProblems.Rejected($"'{path}' is not an absolute file path", "start it with '/'"));
        }
    }

    /// <summary>Starts a transfer. Cancels its earlier attempt, which waits for bytes that will not arrive.</summary>
    /// <returns>A new operation, or the response of an operation that has ended.</returns>
    private async Task<(Operation? Operation, CachedResponse? Answer)> StartAsync(OperationId id, CancellationToken stop)
    {
        while (true)
        {
            if (cache.TryStart(id, out Operation? operation, out CachedResponse? response) || response is not null)
            {
                return (operation, response);
            }

            operation!.Cancel();
            await operation.Completion.OrCancelled(stop);
        }
    }

    private async Task<CachedResponse> ReceiveAsync(Operation operation, AgentCall call, string path, CancellationToken stop)
    {
        CachedResponse response = CachedResponse.Failed(
            AgentProblems.Rejected("the transfer was canceled before it was complete", "retry it")
        );
        bool isDone = false;
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(stop, operation.Canceled);
        try
        {
            await StoreAsync(call, path, operation.Id.Session, linkedSource.Token);
            response = new CachedResponse([], null);
            isDone = true;
            return response;
        }
        finally
        {
            if (isDone)
            {
                cache.End(operation, response);
            }
            else
            {
                cache.Forget(operation, response);
            }
        }
    }

    private async Task StoreAsync(AgentCall call, string path, string session, CancellationToken cancellationToken)
    {
        string partial = await _partial.StartAsync(path, session, cancellationToken);
        try
        {
            await WriteAsync(call, partial, cancellationToken);
            await files.RenameAsync(partial, path, CancellationToken.None);
            _partial.End(partial);
        }
        catch
        {
            await _partial.AbandonAsync(partial);
            throw;
        }
    }

    private async Task WriteAsync(AgentCall call, string partial, CancellationToken cancellationToken)
    {
        using Sha256Sum hash = new();
        TransferDigest? sum = null;
        long length = 0;
        Stream target = await files.CreateAsync(partial, cancellationToken);
        await using (target)
        {
            while (await call.ReceiveAsync(cancellationToken) is { } chunk)
            {
                if (chunk.Channel == ChannelIds.Sum)
                {
                    sum = AgentJson.Read(chunk.Bytes.Span, AgentJson.Default.TransferDigest);
                }
                else
                {
                    hash.Append(chunk.Bytes.Span);
                    await target.WriteAsync(chunk.Bytes, cancellationToken);
                    length += chunk.Count;
                }

                chunk.Return();
            }

            await target.FlushAsync(cancellationToken);
        }

        if (sum is null || sum.Length != length || sum.Sha256 != Convert.ToHexStringLower(hash.Finish()))
        {
            throw FaultException.From(AgentProblems.Rejected($"the {length} received bytes differ from the bytes sent", "send them again"));
        }
    }
}

/// <summary>Upload of a file: chunks on <see cref="ChannelIds.Content"/>, then <see cref="ChannelIds.Sum"/>.</summary>
internal sealed record PutRequest
{
    public string Path { get; set; } = "";
}

/// <summary>Download of a file as chunks. The response is the <see cref="TransferDigest"/> of the whole file.</summary>
internal sealed record GetRequest
{
    public string Path { get; set; } = "";

    public long Offset { get; set; }
}

/// <summary>
/// Names of incomplete files: <c>.scalewright-HOME-BOOT-SESSION-SECONDS-NUMBER.part</c>. Several agents can write to a
/// folder, so the name of a file shows whether its agent is dead.
/// </summary>
/// <remarks>HOME is the node with its data folder, which one boot uses at a time: a file of another boot is stale. A
/// file of another agent is stale when its transfer started more than <see cref="MaxAge"/> ago. Stale files are deleted
/// at the next write to the folder.</remarks>
internal sealed class PartialFiles
{
    private const string Prefix = ".scalewright-";
    private const string Suffix = ".part";
    private const int FieldCount = 5;
    private const int HashBytes = 8;

    /// <summary>Maximum duration of a transfer beside which other agents write to the same folder.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private readonly INodeFiles _files;
    private readonly TimeProvider _clock;
    private readonly string _home;
    private readonly string _boot;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _active = new(StringComparer.Ordinal);
    private long _count;

    public PartialFiles(AgentHostOptions options, INodeFiles files)
    {
        (_files, _clock) = (files, options.Clock);
        _boot = Hash(options.BootId);
        _home = Hash($"{options.Node}\n{(options.DataFolder.Length > 0 ? options.DataFolder : options.BootId)}");
    }

    /// <summary>Returns a unique name in the folder of a path.</summary>
    /// <param name="session">Session of the controller. Agents of the same boot differ in it.</param>
    public async Task<string> StartAsync(string path, string session, CancellationToken cancellationToken)
    {
        string folder = path[..(path.LastIndexOf('/') + 1)];
        string name;
        lock (_gate)
        {
            name = string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix}{_home}-{_boot}-{Hash(session)}-{_clock.GetUtcNow().ToUnixTimeSeconds()}-{++_count}{Suffix}"
            );
            _active.Add(name);
        }

        try
        {
            await DeleteStaleAsync(folder, cancellationToken);
            return folder + name;
        }
        catch
        {
            End(name);
            throw;
        }
    }

    public void End(string partial)
    {
        lock (_gate)
        {
            _active.Remove(GetName(partial));
        }
    }

    /// <summary>Deletes the file of a failed transfer. Best effort and not cancelable.</summary>
    public async Task AbandonAsync(string partial)
    {
        await TryDeleteAsync(partial, CancellationToken.None);
        End(partial);
    }

    private async Task DeleteStaleAsync(string folder, CancellationToken cancellationToken)
    {
        ValueList<string> names = await _files.ListAsync(folder.Length > 1 ? folder.TrimEnd('/') : folder, cancellationToken);
        foreach (string name in names.Where(IsStale))
        {
            await TryDeleteAsync(folder + name, cancellationToken);
        }
    }

    // A file that cannot be deleted, such as one of another user, must not fail the transfer.
    private async Task TryDeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await _files.DeleteAsync(path, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next write to the folder tries again.
        }
    }

    private bool IsStale(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Suffix, StringComparison.Ordinal) || IsActive(name))
        {
            return false;
        }

        string[] fields = name[Prefix.Length..^Suffix.Length].Split('-');
        if (fields.Length != FieldCount || !long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            // The name of a version without fields.
            return true;
        }

        return (fields[0] == _home && fields[1] != _boot)
            || Math.Abs(_clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > MaxAge.TotalSeconds;
    }

    private bool IsActive(string name)
    {
        lock (_gate)
        {
            return _active.Contains(name);
        }
    }

    private static string GetName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Hash(string text) =>
        Convert.ToHexStringLower(Sha256Sum.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
