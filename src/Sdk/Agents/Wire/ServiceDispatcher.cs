using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;

namespace Scalewright.Agents.Wire;

/// <summary>Dispatches calls to the services of an agent.</summary>
/// <remarks>A call without streams survives a broken connection until its timeout: the controller may reconnect and get
/// the response. A call with streams ends with its connection.</remarks>
internal sealed class ServiceDispatcher(AgentHostOptions options, ServiceContext context, IdempotencyCache cache) : IAsyncDisposable
{
    // Half the maximum payload of a frame.
    private const int MaxResponseBytes = 512 * 1024;

    /// <summary>Maximum size of a result, which both sides hold in memory.</summary>
    public const int MaxResultBytes = 64 * 1024 * 1024;

    private readonly ValueMap<ServiceHandler> _services = BuiltInServices
        .All.Add(options.Services)
        .Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Start(context)))
        .ToValueMap();

    public async Task HandleAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken stop)
    {
        ServiceHandler service = Find(request.Head);
        if (request.Head.Method.Length == 0)
        {
            ServiceDescription description = new() { Digest = service.Digest, Methods = [.. service.Methods.Keys] };
            await controller.Link.Queue.SendAsync(
                FrameKind.Response,
                call.Id,
                AgentJson.Write(description, AgentJson.Default.ServiceDescription),
                stop
            );
            return;
        }

        MethodHandler method = service.Methods.TryGetValue(request.Head.Method, out MethodHandler? handler)
            ? handler
            : throw FaultException.From(ServiceProblems.NoMethod(service.Name, request.Head.Method, service.Methods.Keys));
        if (method.HasRequestStream != request.Head.HasItems)
        {
            throw FaultException.From(ServiceProblems.OtherItems(request.Head, method.HasRequestStream));
        }

        ReadOnlyMemory<byte> arguments = await ReadArgumentsAsync(call, request, stop);
        if (options.Services.Entries.ContainsKey(service.Name))
        {
            options.OnServiceCall?.Invoke(service.Name, request.Head.Method, arguments);
        }

        if (method.HasRequestStream || method.HasResponseStream)
        {
            await StreamAsync(controller, call, service, method, request.Head, arguments, stop);
        }
        else
        {
            await CallAsync(controller, call, service, method, request.Head, arguments, stop);
        }
    }

    public ValueTask DisposeAsync() => ServiceHandler.DisposeAllAsync(_services.Values);

    private ServiceHandler Find(RequestHeader head)
    {
        if (!_services.TryGetValue(head.Service, out ServiceHandler? service))
        {
            throw FaultException.From(ServiceProblems.NoService(head, _services.Keys));
        }

        return head.Digest is { Length: > 0 } digest && digest != service.Digest
            ? throw FaultException.From(ServiceProblems.OtherDigest(service.Name, digest, service.Digest))
            : service;
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadArgumentsAsync(AgentCall call, Request request, CancellationToken stop)
    {
        int count = request.Head.ArgumentBytes;
        if (count == 0)
        {
            return request.Body;
        }

        if (count < 0 || count > options.MaxInputBytes)
        {
            throw FaultException.From(
                AgentProblems.Rejected($"the arguments of a call are longer than {options.MaxInputBytes} bytes", "put them into a file")
            );
        }

        ArrayBufferWriter<byte> arguments = new();
        while (arguments.WrittenCount < count)
        {
            if (await call.ReceiveAsync(stop) is not { } chunk)
            {
                break;
            }

            arguments.Write(chunk.Bytes.Span);
            chunk.Return();
        }

        return arguments.WrittenCount == count
            ? arguments.WrittenMemory
            : throw new FrameException($"{arguments.WrittenCount} bytes of arguments came where {count} were announced");
    }

    private async Task CallAsync(
        ControllerSession controller,
        AgentCall call,
        ServiceHandler service,
        MethodHandler method,
        RequestHeader head,
        ReadOnlyMemory<byte> arguments,
        CancellationToken stop
    )
    {
        if (cache.TryStart(controller.Identify(head), out Operation? operation, out CachedResponse? response))
        {
            _ = ExecuteAsync(operation!, service, method, head, arguments);
        }

        response = operation is null ? response : await operation.WaitAsync(controller, call, stop);
        await response!.SendAsync(controller.Link, call, stop);
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "An exception of a service is the result of the call and must not stop the agent."
    )]
    private async Task ExecuteAsync(
        Operation operation,
        ServiceHandler service,
        MethodHandler method,
        RequestHeader head,
        ReadOnlyMemory<byte> arguments
    )
    {
        CachedResponse response;
        using CancellationTokenSource ended = head.DeadlineMilliseconds is > 0 and < int.MaxValue
            ? new CancellationTokenSource(TimeSpan.FromMilliseconds(head.DeadlineMilliseconds), options.Clock)
            : new CancellationTokenSource();
        using CancellationTokenRegistration registration = operation.Canceled.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(),
            ended
        );
        try
        {
            ServiceInvocation invocation = new(arguments, ended.Token);
            await method.InvokeAsync(invocation);
            response = CreateResponse(head, invocation.Result);
        }
        catch (Exception failure)
        {
            response = new CachedResponse([], Describe(service, head, failure, ended.IsCancellationRequested));
        }

        cache.End(operation, response);
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "An exception of a service is the result of the call and must not stop the agent."
    )]
    private static async Task StreamAsync(
        ControllerSession controller,
        AgentCall call,
        ServiceHandler service,
        MethodHandler method,
        RequestHeader head,
        ReadOnlyMemory<byte> arguments,
        CancellationToken stop
    )
    {
        try
        {
            ServiceInvocation invocation = new(arguments, call, stop);
            await method.InvokeAsync(invocation);
            await CreateResponse(head, invocation.Result).SendAsync(controller.Link, call, stop);
        }
        catch (Exception failure) when (failure is not (LinkLostException or FrameException))
        {
            FaultMessage fault = Describe(service, head, failure, stop.IsCancellationRequested);
            controller.Link.Queue.Post(FrameKind.Fault, call.Id, AgentJson.Write(fault, AgentJson.Default.FaultMessage));
        }
    }

    private static CachedResponse CreateResponse(RequestHeader head, byte[] result) =>
        result.Length switch
        {
            > MaxResultBytes => CachedResponse.Failed(ServiceProblems.LongResult(head, MaxResultBytes)),
            > MaxResponseBytes => new CachedResponse([], null) { Output = result },
            _ => new CachedResponse(result, null),
        };

    private static FaultMessage Describe(ServiceHandler service, RequestHeader head, Exception failure, bool isEnded)
    {
        if (failure is FaultException rejection)
        {
            return rejection.Fault;
        }

        string method = $"{service.Name}.{head.Method}";
        FaultMessage fault = FaultMessage.From(
            isEnded && failure is OperationCanceledException ? ServiceProblems.Ended(method) : ServiceProblems.Failed(method, failure)
        );
        fault.OutcomeIsUnknown = isEnded;
        fault.Error = ErrorMessage.From(failure, service.DescribeError(failure));
        return fault;
    }
}

/// <summary>Response to a request that names a service but no method.</summary>
internal sealed record ServiceDescription
{
    public string Digest { get; set; } = "";

    public string[] Methods { get; set; } = [];
}
