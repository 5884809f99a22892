using Scalewright.Agents.XmlRpc;

namespace Scalewright.Agents.Services;

/// <summary>The services of a set for clients that speak XML-RPC: <c>examples.hello.greet</c> there is the method <c>greet</c> of the service <c>examples.hello</c>.</summary>
public static class ServiceEndpoint
{
    /// <summary>All methods without streams.</summary>
    /// <param name="services">The services.</param>
    /// <param name="context">What they know of their node.</param>
    public static XmlRpcMethods Create(ServiceSet services, ServiceContext context)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new XmlRpcMethods((
            from entry in services.Entries.Values
            let service = entry.Start(context)
            from method in service.Methods
            where method.Value is { TakesItems: false, GivesItems: false }
            select KeyValuePair.Create<string, XmlRpcMethod>($"{service.Name}.{method.Key}", (arguments, cancellationToken) => AnswerAsync(method.Value, arguments, cancellationToken)))
            .ToDictionary(StringComparer.Ordinal));
    }

    private static async ValueTask<XmlRpcValue> AnswerAsync(MethodHandler method, ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken)
    {
        ServiceInvocation invocation = new(ServiceText.WriteArray(arguments, RemoteValue.WriteAll), cancellationToken);
        await method.InvokeAsync(invocation);
        return invocation.Result.Length == 0 ? XmlRpcValue.Nil : ServiceText.Read(invocation.Result, RemoteValue.Read);
    }
}
