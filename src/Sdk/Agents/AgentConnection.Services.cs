using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <content>Calls of agent services.</content>
public sealed partial class AgentConnection : IServiceCaller, IHostFactsSource
{
    // Leaves space for the request header in a frame, whose payload is at most 1 MiB.
    private const int MaxArgumentsInRequest = 512 * 1024;

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] payload = Pack(request);
        bool isStarted = false;
        using CallTimeout time = new(request.Method.Timeout ?? _options.ResponseTimeout, _options.Clock, cancellationToken);
        try
        {
            return await CallAsync(
                () => $"'{request.Method}'",
                request.Method.IsIdempotent && request.RequestStream is null,
                time,
                async (link, call) =>
                {
                    if (isStarted && request.RequestStream is not null)
                    {
                        throw new AgentException(
                            Node,
                            AgentProblems.Lost("the connection broke, and the stream cannot be sent a second time")
                        );
                    }

                    isStarted = true;
                    await SendRequestAsync(link, call, request, payload, time.Token);
                    return request.RequestStream is null
                        ? await ReceiveResponseAsync(call, time.Token)
                        : await SendAndReceiveAsync(link, call, request.RequestStream, time);
                }
            );
        }
        catch (ItemsFailedException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ServiceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        using CallTimeout time = new(request.Method.Timeout ?? _options.ResponseTimeout, _options.Clock, cancellationToken);
        ServiceStream stream = new(request, time, failure => Describe(failure, request, time));
        await using (stream)
        {
            await stream.OpenAsync(_slots, OpenStreamAsync);
            while (await stream.ReadAsync() is { } item)
            {
                yield return item;
            }
        }
    }

    /// <inheritdoc/>
    public Task<HostFacts> ReadHostFactsAsync(CancellationToken cancellationToken = default) =>
        ServiceCallerExtensions.ReadHostFactsAsync(this, cancellationToken);

    private async Task<(FrameLink Link, AgentCall Call)> OpenStreamAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        EstablishedLink open = await _links.GetAsync(cancellationToken);
        AgentCall call = _links.AddCall(open.Link);
        try
        {
            await SendRequestAsync(open.Link, call, request, Pack(request), cancellationToken);
            return (open.Link, call);
        }
        catch
        {
            open.Link.Queue.Post(FrameKind.Cancel, call.Id);
            call.Dispose();
            throw;
        }
    }

    private byte[] Pack(ServiceRequest request)
    {
        double deadline = (request.Method.Timeout ?? _options.ResponseTimeout).TotalMilliseconds;
        long deadlineMilliseconds = deadline is > 0 and < int.MaxValue ? (long)Math.Ceiling(deadline) : 0;
        bool isLong = request.Arguments.Length > MaxArgumentsInRequest;
        int argumentBytes = isLong ? request.Arguments.Length : 0;
        RequestHeader head = new()
        {
            Service = request.Method.Service,
            Method = request.Method.Name,
            Operation = Interlocked.Increment(ref _lastOperation),
            Digest = request.Method.Digest.Length == 0 ? null : request.Method.Digest,
            DeadlineMilliseconds = deadlineMilliseconds,
            ArgumentBytes = argumentBytes,
            HasItems = request.RequestStream is not null,
        };
        return Request.Write(head, isLong ? default : request.Arguments.Span);
    }

    private static async Task SendRequestAsync(
        FrameLink link,
        AgentCall call,
        ServiceRequest request,
        byte[] payload,
        CancellationToken cancellationToken
    )
    {
        await link.Queue.SendAsync(FrameKind.Request, call.Id, payload, cancellationToken);
        if (request.Arguments.Length > MaxArgumentsInRequest)
        {
            await call.SendAsync(ChannelIds.Arguments, request.Arguments, isFollowed: false, cancellationToken);
            if (request.RequestStream is null)
            {
                link.Queue.Post(FrameKind.End, call.Id);
            }
        }
    }

    private static async Task<ReadOnlyMemory<byte>> SendAndReceiveAsync(
        FrameLink link,
        AgentCall call,
        IAsyncEnumerable<ReadOnlyMemory<byte>> items,
        CallTimeout time
    )
    {
        await using RequestStreamSender sender = new(link, call, items, time);
        return await ReceiveResponseAsync(call, time.Token);
    }

    private static async Task<ReadOnlyMemory<byte>> ReceiveResponseAsync(AgentCall call, CancellationToken cancellationToken)
    {
        MemoryStream? pieces = null;
        while (await call.ReceiveAsync(cancellationToken) is { } chunk)
        {
            pieces ??= new MemoryStream();
            pieces.Write(chunk.Bytes.Span);
            chunk.Return();
            if (pieces.Length > ServiceDispatcher.MaxResultBytes)
            {
                throw new FrameException($"a result of more than {ServiceDispatcher.MaxResultBytes} bytes came");
            }
        }

        return pieces?.ToArray() ?? call.Response;
    }

    private Exception Describe(Exception failure, ServiceRequest request, CallTimeout time) =>
        failure switch
        {
            ItemsFailedException itemsFailure => itemsFailure.InnerException!,
            _ when time.IsTimeout(failure) => new AgentException(
                Node,
                AgentProblems.Late($"'{request.Method}'", time.ReportedTimeout),
                failure
            )
            {
                IsOutcomeUnknown = true,
            },
            LinkLostException or FaultException or FrameException or AgentException => Describe(failure, isSent: true),
            _ => failure,
        };
}
