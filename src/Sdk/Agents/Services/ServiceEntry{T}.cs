using System.Runtime.ExceptionServices;

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

/// <summary>Service of one agent.</summary>
internal sealed record ServiceHandler
{
    /// <summary>Name of the service in calls.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of the contract, which both sides must share.</summary>
    public required string Digest { get; init; }

    /// <summary>Methods by name.</summary>
    public required ValueMap<MethodHandler> Methods { get; init; }

    /// <summary>Returns the properties of an exception as JSON; null if it has none.</summary>
    public required Func<Exception, string?> DescribeError { get; init; }

    /// <summary>Disposes the service with the agent.</summary>
    public required Func<ValueTask> DisposeAsync { get; init; }

    /// <summary>Disposes all services, even if one of them fails.</summary>
    /// <exception cref="AggregateException">Several services failed. The exception of a single one is thrown
    /// unchanged.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a service throws is thrown after the others are disposed.")]
    public static async ValueTask DisposeAllAsync(IEnumerable<ServiceHandler> services)
    {
        List<Exception> failures = [];
        foreach (ServiceHandler service in services)
        {
            try
            {
                await service.DisposeAsync();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 1)
        {
            throw new AggregateException(failures);
        }

        if (failures.Count == 1)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }
    }
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
