using System.Collections.Frozen;

namespace Scalewright.Agents.XmlRpc;

/// <summary>Callable methods by dotted name. Nothing is discovered: only these methods can be called.</summary>
/// <param name="methods">The methods.</param>
public sealed class XmlRpcMethods(IReadOnlyDictionary<string, XmlRpcMethod> methods)
{
    private readonly FrozenDictionary<string, XmlRpcMethod> _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of the methods, in ordinal order.</summary>
    public IEnumerable<string> Names => _methods.Keys.Order(StringComparer.Ordinal);

    /// <summary>Returns a method, or null if the name is unknown.</summary>
    /// <param name="name">Dotted name of the method.</param>
    public XmlRpcMethod? Find(string name) => _methods.GetValueOrDefault(name);
}
