using Scalewright.Agents.XmlRpc;

namespace Scalewright.Agents.Services;

/// <summary>A function of another program.</summary>
public sealed class RemoteFunction
{
    private readonly Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> _call;

    internal RemoteFunction(string name, Func<string, ValueList<XmlRpcValue>, CancellationToken, Task<XmlRpcValue>> call) => (Name, _call) = (name, call);

    /// <summary>Its dotted name.</summary>
    public string Name { get; }

    /// <summary>Calls it.</summary>
    /// <param name="arguments">What it is given, in order; times and bytes as the text that JSON has for them where the program is an agent of ours.</param>
    /// <returns>What it gives; nil for nothing.</returns>
    /// <exception cref="AgentException">The call failed there (<see cref="AgentException.Remote"/> says how), or nobody answered in time.</exception>
    public Task<XmlRpcValue> CallAsync(params ValueList<XmlRpcValue> arguments) => CallAsync(arguments, CancellationToken.None);

    /// <inheritdoc cref="CallAsync(ValueList{XmlRpcValue})"/>
    /// <param name="arguments">What it is given, in order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<XmlRpcValue> CallAsync(ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return _call(Name, arguments, cancellationToken);
    }
}
