using Scalewright.Agents.Wire;
using Scalewright.Agents.XmlRpc;

namespace Scalewright.Agents.Services;

/// <summary>The functions of another program by dotted names, without an interface: what a call gives and takes is told by its values alone.</summary>
public sealed class RemoteProxy
{
    private readonly Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> _call;

    /// <summary>The services of a node. The last word of a name is the method's.</summary>
    /// <param name="caller">The way to call them.</param>
    public RemoteProxy(IServiceCaller caller)
        : this((name, arguments, cancellationToken) => CallAsync(caller, name, arguments, cancellationToken)) => ArgumentNullException.ThrowIfNull(caller);

    /// <summary>The methods of a program that speaks XML-RPC.</summary>
    /// <param name="client">Calls them.</param>
    public RemoteProxy(XmlRpcClient client)
        : this((client ?? throw new ArgumentNullException(nameof(client))).CallAsync)
    {
    }

    private RemoteProxy(Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> call) => _call = call;

    /// <summary>A function. Whether there is one of this name turns out when it is called.</summary>
    /// <param name="name">Its dotted name, as in <c>examples.hello.greet</c>.</param>
    public RemoteFunction this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return new RemoteFunction(name, _call);
        }
    }

    private static async Task<XmlRpcValue> CallAsync(IServiceCaller caller, string name, ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken)
    {
        int dot = name.LastIndexOf('.');
        if (dot <= 0 || dot == name.Length - 1)
        {
            throw new ArgumentException($"'{Printable.Escape(name)}' names no service and method; part them by a dot, as in 'hello.greet'.", nameof(name));
        }

        ServiceRequest request = new(new ServiceMethod(name[..dot], "", name[(dot + 1)..]), ServiceText.WriteArray(arguments, RemoteValue.WriteAll));
        ReadOnlyMemory<byte> answer = await caller.CallAsync(request, cancellationToken);
        try
        {
            return answer.IsEmpty ? XmlRpcValue.Nil : ServiceText.Read(answer.Span, RemoteValue.Read);
        }
        catch (JsonException bad)
        {
            throw new AgentException(caller.Node, AgentProblems.BadFrame($"the answer of '{request.Method}' is no JSON: {Printable.Escape(bad.Message)}"), bad);
        }
    }
}
