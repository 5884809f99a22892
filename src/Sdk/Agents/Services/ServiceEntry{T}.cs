namespace Scalewright.Agents.Services;

internal sealed class ServiceEntry<T>(AgentContract<T> contract, Func<ServiceContext, T> make) : ServiceEntry
    where T : class, IAgentService<T>
{
    public override ServiceHandler Start(ServiceContext context)
    {
        ServiceInstance<T> service = new(() => make(context));
        return new ServiceHandler
        {
            Name = contract.Name,
            Digest = contract.Digest,
            DescribeError = contract.DescribeError,
            Methods = contract.Methods.Select(method => KeyValuePair.Create(method.Name, Handle(method, service))).ToValueMap(),
            DisposeAsync = () => IsShared ? ValueTask.CompletedTask : service.DisposeAsync(),
        };
    }

    private static MethodHandler Handle(AgentMethod<T> method, ServiceInstance<T> service) =>
        new(invocation => method.InvokeAsync(service.Value, invocation), method.IsClientStreaming, method.IsServerStreaming);
}

internal sealed record ServiceHandler
{
    public required string Name { get; init; }

    public required string Digest { get; init; }

    public required ValueMap<MethodHandler> Methods { get; init; }

    public required Func<Exception, string?> DescribeError { get; init; }

    public required Func<ValueTask> DisposeAsync { get; init; }
}

internal sealed record MethodHandler(Func<ServiceInvocation, Task> InvokeAsync, bool HasRequestStream, bool HasResponseStream);

/// <summary>Service instance of one agent, created at the first call.</summary>
internal sealed class ServiceInstance<T>(Func<T> make) : IAsyncDisposable
    where T : class, IAgentService<T>
{
    private readonly Lock _gate = new();
    private T? _value;

    public T Value
    {
        get
        {
            lock (_gate)
            {
                return _value ??= make();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return _value?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
