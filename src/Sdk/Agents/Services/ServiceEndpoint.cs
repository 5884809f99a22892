using Scalewright.Agents.XmlRpc;

namespace Scalewright.Agents.Services;

/// <summary>Exposes the services of a set to XML-RPC clients. Disposing it also disposes the services.</summary>
/// <remarks><c>examples.hello.greet</c> is the method <c>greet</c> of the service <c>examples.hello</c>.</remarks>
public sealed class ServiceEndpoint : IAsyncDisposable
{
    private readonly ServiceHandler[] _services;

    private ServiceEndpoint(ServiceHandler[] services)
    {
        _services = services;
        Methods = CreateMethods(services);
    }

    /// <summary>All methods without streams.</summary>
    public XmlRpcMethods Methods { get; }

    /// <summary>Starts the services of a set. Each service is created at its first call.</summary>
    /// <param name="services">The services.</param>
    /// <param name="context">Environment of the services.</param>
    public static ServiceEndpoint Create(ServiceSet services, ServiceContext context)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(context);
        return new ServiceEndpoint([.. services.Entries.Values.Select(entry => entry.Start(context))]);
    }

    /// <summary>Disposes all services, even if one of them fails.</summary>
    /// <exception cref="AggregateException">Several services failed. The exception of a single one is thrown
    /// unchanged.</exception>
    public ValueTask DisposeAsync() => ServiceHandler.DisposeAllAsync(_services);

    private static XmlRpcMethods CreateMethods(ServiceHandler[] services)
    {
        Dictionary<string, XmlRpcMethod> methods = new(StringComparer.Ordinal);
        foreach (ServiceHandler service in services)
        {
            foreach ((string name, MethodHandler method) in service.Methods)
            {
                if (!method.HasRequestStream && !method.HasResponseStream)
                {
                    methods.Add($"{service.Name}.{name}", (arguments, cancellationToken) =>
                        InvokeAsync(method, arguments, cancellationToken)
                    );
                }
            }
        }

        return new XmlRpcMethods(methods);
    }

    private static async ValueTask<XmlRpcValue> InvokeAsync(
        MethodHandler method,
        ValueList<XmlRpcValue> arguments,
        CancellationToken cancellationToken
    )
    {
        ServiceInvocation invocation = new(ServiceJsonText.WriteArray(arguments, RemoteValueJson.WriteAll), cancellationToken);
        await method.InvokeAsync(invocation);
        return invocation.Result.Length == 0 ? XmlRpcValue.Nil : ServiceJsonText.Read(invocation.Result, RemoteValueJson.Read);
    }
}
