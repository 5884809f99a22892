using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <content>Commands and files of the node.</content>
public sealed partial class AgentConnection
{
    private const int CopyBytes = 32 * 1024;

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CommandRequest.Validate(request);
        byte[] input = Encoding.UTF8.GetBytes(request.Input);
        RunRequest body = RunRequest.From(request);
        RequestHeader head = CreateHeader("commands", "run");
        OutputForwarder? relay = request.OnOutput is { } listener ? new OutputForwarder(Node, listener) : null;
        using CallTimeout time = new(_options, request.Timeout, cancellationToken);
        return await CallAsync(
            () => $"'{TextEscaping.Escape(request.Command[0])}'",
            request.IsIdempotent,
            time,
            async (link, call) =>
            {
                (body.OutputHeard, body.ErrorHeard) = (relay?.OutputOffset ?? 0, relay?.ErrorOffset ?? 0);
                await link.Queue.SendAsync(FrameKind.Request, call.Id, Request.Write(head, body, AgentJson.Default.RunRequest), time.Token);
                if (input.Length > 0)
                {
                    await call.SendAsync(ChannelIds.Content, input, isFollowed: true, time.Token);
                    link.Queue.Post(FrameKind.End, call.Id);
                }

                return await ReceiveResultAsync(call, new OutputAssembler(request.MaxOutputBytes, relay), time.Token);
            }
        );
    }

    /// <inheritdoc/>
    public async Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        NodePath.Validate(path);
        ArgumentNullException.ThrowIfNull(content);
        byte[] payload = Pack("files", "put", new PutRequest { Path = path }, AgentJson.Default.PutRequest);
        long? start = content.CanSeek ? content.Position : null;
        bool isStarted = false;
        using CallTimeout time = new(_options, cancellationToken);
        await CallAsync(
            () => $"the transfer of '{TextEscaping.Escape(path)}'",
            start is not null,
            time,
            async (link, call) =>
            {
                if (isStarted)
                {
                    content.Position = start
                        ?? throw new AgentException(
                            Node,
                            AgentProblems.Lost("the connection broke, and the content cannot be read a second time")
                        );
                }

                await link.Queue.SendAsync(FrameKind.Request, call.Id, payload, time.Token);
                isStarted = true;
                await SendContentAsync(link, call, content, time);
                while (await call.ReceiveAsync(time.Token) is { } chunk)
                {
                    chunk.Return();
                }

                return true;
            }
        );
    }

    /// <inheritdoc/>
    public async Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
    {
        NodePath.Validate(path);
        ArgumentNullException.ThrowIfNull(destination);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using CallTimeout time = new(_options, cancellationToken);
        long length = 0;
        TransferDigest sum = await CallAsync(
            () => $"the transfer of '{TextEscaping.Escape(path)}'",
            true,
            time,
            async (link, call) =>
            {
                byte[] payload = Pack("files", "get", new GetRequest { Path = path, Offset = length }, AgentJson.Default.GetRequest);
                await link.Queue.SendAsync(FrameKind.Request, call.Id, payload, time.Token);
                while (await call.ReceiveAsync(time.Token) is { } chunk)
                {
                    await destination.WriteAsync(chunk.Bytes, time.Token);
                    hash.AppendData(chunk.Bytes.Span);
                    length += chunk.Count;
                    chunk.Return();
                    time.Renew(CopyBytes);
                }

                return AgentJson.Read(call.Response.Span, AgentJson.Default.TransferDigest);
            }
        );
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return sum.Length == length && sum.Sha256 == found
            ? length
            : throw new AgentException(
                Node,
                AgentProblems.Rejected($"'{TextEscaping.Escape(path)}' changed while it was read", "get it again")
            );
    }

    private static async Task SendContentAsync(FrameLink link, AgentCall call, Stream content, CallTimeout time)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[CopyBytes];
        long length = 0;
        int count;
        while (!call.HasResponse && (count = await content.ReadAsync(buffer, time.Token)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
            await call.SendAsync(ChannelIds.Content, buffer.AsMemory(0, count), isFollowed: false, time.Token);
            time.Renew(call.UnderWayBytes);
        }

        TransferDigest sum = new() { Length = length, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()) };
        await call.SendAsync(ChannelIds.Sum, AgentJson.Write(sum, AgentJson.Default.TransferDigest), isFollowed: true, time.Token);
        link.Queue.Post(FrameKind.End, call.Id);
    }

    private async Task<CommandResult> ReceiveResultAsync(AgentCall call, OutputAssembler output, CancellationToken cancellationToken)
    {
        while (await call.ReceiveAsync(cancellationToken) is { } chunk)
        {
            output.Add(chunk);
        }

        RunResponse response = AgentJson.Read(call.Response.Span, AgentJson.Default.RunResponse);
        output.End(response.DroppedBytes == 0);
        return CommandResult.FromBytes(response.ExitCode, output.Output, output.Error) with
        {
            Node = Node,
            DroppedBytes = response.DroppedBytes,
            DroppedErrorBytes = response.DroppedErrorBytes,
            HasTimedOut = response.DeadlinePassed,
            IsOutOfMemoryKilled = response.OutOfMemory,
        };
    }

    private RequestHeader CreateHeader(string service, string method) =>
        new()
        {
            Service = service,
            Method = method,
            Operation = Interlocked.Increment(ref _lastOperation),
        };

    private byte[] Pack<T>(string service, string method, T body, JsonTypeInfo<T> type) =>
        Request.Write(CreateHeader(service, method), body, type);

    /// <summary>Makes one call and reconnects as needed. The operation number makes retries idempotent.</summary>
    private async Task<T> CallAsync<T>(
        Func<string> describe,
        bool isRepeatable,
        CallTimeout time,
        Func<FrameLink, AgentCall, Task<T>> attempt
    )
    {
        PendingCall pending = new(describe, isRepeatable);
        bool hasSlot = false;
        try
        {
            await _slots.AcquireAsync(time.Token);
            hasSlot = true;
            return await _links.RunAsync(pending, attempt, time.Token);
        }
        catch (Exception failure) when (time.IsTimeout(failure))
        {
            throw new AgentException(Node, AgentProblems.Late(describe(), time.ReportedTimeout), failure)
            {
                IsOutcomeUnknown = pending.IsSent,
            };
        }
        catch (Exception failure)
            when (failure is LinkLostException or FaultException or FrameException || (failure is AgentException && pending.IsSent))
        {
            throw Describe(failure, pending.IsSent);
        }
        finally
        {
            if (hasSlot)
            {
                _slots.Return();
            }
        }
    }

    private AgentException Describe(Exception failure, bool isSent)
    {
        Problem problem = AgentProblems.From(failure);
        bool isUnknown = isSent && (failure is not FaultException fault || fault.Fault.OutcomeIsUnknown);
        return new AgentException(Node, problem, failure)
        {
            IsOutcomeUnknown = isUnknown,
            LogTail = (failure as AgentException)?.LogTail ?? [],
            RemoteError = (failure as FaultException)?.Fault.Error?.ToError(),
        };
    }
}
