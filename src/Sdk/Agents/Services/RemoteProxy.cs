using Scalewright.Agents.Wire;
using Scalewright.Agents.XmlRpc;

namespace Scalewright.Agents.Services;

/// <summary>Calls functions of another program by dotted name, without an interface or declared types.</summary>
public sealed class RemoteProxy
{
    private readonly Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> _call;

    /// <summary>Creates a proxy for the services of a node. The last segment of a name is the method.</summary>
    /// <param name="caller">Calls the services.</param>
    public RemoteProxy(IServiceCaller caller)
        : this((name, arguments, cancellationToken) => CallAsync(caller, name, arguments, cancellationToken)) =>
        ArgumentNullException.ThrowIfNull(caller);

    /// <summary>Creates a proxy for the methods of an XML-RPC program.</summary>
    /// <param name="client">Calls the methods.</param>
    public RemoteProxy(XmlRpcClient client)
        : this((client ?? throw new ArgumentNullException(nameof(client))).CallAsync) { }

    private RemoteProxy(Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> call) => _call = call;

    /// <summary>Returns the function with a name. An unknown name is reported when the function is called.</summary>
    /// <param name="name">Dotted name, for example <c>examples.hello.greet</c>.</param>
    public RemoteFunction this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return new RemoteFunction(name, _call);
        }
    }

    private static async Task<XmlRpcValue> CallAsync(
        IServiceCaller caller,
        string name,
        ValueList<XmlRpcValue> arguments,
        CancellationToken cancellationToken
    )
    {
        int dot = name.LastIndexOf('.');
        if (dot <= 0 || dot == name.Length - 1)
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(name)}' does not contain a service and a method; separate them with a dot, "
                    + "for example 'hello.greet'.",
                nameof(name)
            );
        }

        ServiceRequest request = new(
            new ServiceMethod(name[..dot], "", name[(dot + 1)..]),
            ServiceJsonText.WriteArray(arguments, RemoteValueJson.WriteAll)
        );
        ReadOnlyMemory<byte> response = await caller.CallAsync(request, cancellationToken);
        try
        {
            return response.IsEmpty ? XmlRpcValue.Nil : ServiceJsonText.Read(response.Span, RemoteValueJson.Read);
        }
        catch (JsonException exception)
        {
            throw new AgentException(
                caller.Node,
                AgentProblems.BadFrame($"the answer of '{request.Method}' is not JSON: {TextEscaping.Escape(exception.Message)}"),
                exception
            );
        }
    }
}
