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
        Methods = new XmlRpcMethods(
            (
                from service in services
                from method in service.Methods
                where method.Value is { HasRequestStream: false, HasResponseStream: false }
                select KeyValuePair.Create<string, XmlRpcMethod>($"{service.Name}.{method.Key}", (arguments, cancellationToken) =>
                    InvokeAsync(method.Value, arguments, cancellationToken)
                )
            ).ToDictionary(StringComparer.Ordinal)
        );
    }

    /// <summary>All methods without streams.</summary>
    public XmlRpcMethods Methods { get; }

    /// <summary>Starts the services of a set.</summary>
    /// <param name="services">The services.</param>
    /// <param name="context">Environment of the services.</param>
    public static ServiceEndpoint Create(ServiceSet services, ServiceContext context)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(context);
        return new ServiceEndpoint([.. services.Entries.Values.Select(entry => entry.Start(context))]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ServiceHandler service in _services)
        {
            await service.DisposeAsync();
        }
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
