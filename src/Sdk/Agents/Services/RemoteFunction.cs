using Scalewright.Agents.XmlRpc;

namespace Scalewright.Agents.Services;

/// <summary>Function of another program.</summary>
public sealed class RemoteFunction
{
    private readonly Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> _call;

    internal RemoteFunction(string name, Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> call) =>
        (Name, _call) = (name, call);

    /// <summary>Dotted name of the function.</summary>
    public string Name { get; }

    /// <summary>Calls the function.</summary>
    /// <param name="arguments">Arguments in order. For a Scalewright agent, pass times and bytes as text in their JSON
    /// form.</param>
    /// <returns>The result; nil for a function without a result.</returns>
    /// <exception cref="AgentException">The call failed remotely (see <see cref="AgentException.RemoteError"/>), or no
    /// response arrived in time.</exception>
    public Task<XmlRpcValue> CallAsync(params ValueList<XmlRpcValue> arguments) => CallAsync(arguments, CancellationToken.None);

    /// <inheritdoc cref="CallAsync(ValueList{XmlRpcValue})"/>
    /// <param name="arguments">Arguments in order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<XmlRpcValue> CallAsync(ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return _call(Name, arguments, cancellationToken);
    }
}
