namespace Scalewright.Agents.Wire;

/// <summary>Sends files, and receives them atomically: writes to a temporary name, verifies, then renames.</summary>
/// <remarks>An incomplete transfer leaves no file.</remarks>
internal sealed class FileService(INodeFiles files, IdempotencyCache cache)
{
    private const int CopyBytes = 32 * 1024;

    private readonly PartialFiles _partial = new(files);

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
                int known = (int)Math.Clamp(body.Offset - length, 0, count);
                await call.SendAsync(ChannelIds.Content, buffer.AsMemory(known, count - known), false, stop);
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
        if (!RequestValidator.IsPath(path))
        {
            throw FaultException.From(
                AgentProblems.Rejected($"'{path}' is not an absolute file path", "start it with '/'"));
        }
    }

    /// <summary>Starts a transfer. Cancels its earlier attempt, which waits for bytes that will not arrive.</summary>
    /// <returns>A new operation, or the response of an operation that has ended.</returns>
    private async Task<(Operation? Operation, CachedResponse? Answer)> StartAsync(
        OperationId id, CancellationToken stop)
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

    private async Task<CachedResponse> ReceiveAsync(
        Operation operation, AgentCall call, string path, CancellationToken stop)
    {
        CachedResponse response = CachedResponse.Failed(
            AgentProblems.Rejected("the transfer was canceled before it was complete", "retry it"));
        bool isDone = false;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stop, operation.Canceled);
        try
        {
            await StoreAsync(call, path, ended.Token);
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

    private async Task StoreAsync(AgentCall call, string path, CancellationToken ended)
    {
        string partial = await _partial.StartAsync(path, ended);
        try
        {
            await WriteAsync(call, partial, ended);
            await files.RenameAsync(partial, path, CancellationToken.None);
            _partial.End(partial);
        }
        catch
        {
            await _partial.AbandonAsync(partial);
            throw;
        }
    }

    private async Task WriteAsync(AgentCall call, string partial, CancellationToken ended)
    {
        using Sha256Sum hash = new();
        TransferDigest? sum = null;
        long length = 0;
        Stream target = await files.CreateAsync(partial, ended);
        await using (target)
        {
            while (await call.ReceiveAsync(ended) is { } chunk)
            {
                if (chunk.Channel == ChannelIds.Sum)
                {
                    sum = AgentJson.Read(chunk.Bytes.Span, AgentJson.Default.TransferDigest);
                }
                else
                {
                    hash.Append(chunk.Bytes.Span);
                    await target.WriteAsync(chunk.Bytes, ended);
                    length += chunk.Count;
                }

                chunk.Return();
            }

            await target.FlushAsync(ended);
        }

        if (sum is null || sum.Length != length || sum.Sha256 != Convert.ToHexStringLower(hash.Finish()))
        {
            throw FaultException.From(
                AgentProblems.Rejected($"the {length} received bytes differ from the bytes sent", "send them again"));
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

/// <summary>Names of incomplete files. Those of an earlier agent are deleted at the next write to the folder.</summary>
internal sealed class PartialFiles(INodeFiles files)
{
    private const string Prefix = ".scalewright-";
    private const string Suffix = ".part";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _active = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>Returns a unique name in the folder of a path.</summary>
    public async Task<string> StartAsync(string path, CancellationToken cancellationToken)
    {
        string folder = path[..(path.LastIndexOf('/') + 1)];
        string partial;
        lock (_gate)
        {
            partial = $"{folder}{Prefix}{(++_count).ToString(CultureInfo.InvariantCulture)}{Suffix}";
            _active.Add(partial);
        }

        try
        {
            await DeleteStaleAsync(folder, cancellationToken);
            return partial;
        }
        catch
        {
            End(partial);
            throw;
        }
    }

    public void End(string partial)
    {
        lock (_gate)
        {
            _active.Remove(partial);
        }
    }

    /// <summary>Deletes the file of a failed transfer. Best effort and not cancelable.</summary>
    public async Task AbandonAsync(string partial)
    {
        try
        {
            await files.DeleteAsync(partial, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The file is deleted at the next write to the folder.
        }
        finally
        {
            End(partial);
        }
    }

    private async Task DeleteStaleAsync(string folder, CancellationToken cancellationToken)
    {
        ValueList<string> names =
            await files.ListAsync(folder.Length > 1 ? folder.TrimEnd('/') : folder, cancellationToken);
        foreach (string name in names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Suffix, StringComparison.Ordinal)))
        {
            if (!IsActive(folder + name))
            {
                await files.DeleteAsync(folder + name, cancellationToken);
            }
        }
    }

    private bool IsActive(string path)
    {
        lock (_gate)
        {
            return _active.Contains(path);
        }
    }
}
