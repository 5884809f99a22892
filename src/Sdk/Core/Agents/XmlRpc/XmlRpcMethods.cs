using System.Collections.Frozen;

namespace Scalewright.Agents.XmlRpc;

/// <summary>What can be called, by dotted names. Nothing is found by itself: what is not named here cannot be called.</summary>
/// <param name="methods">The methods.</param>
public sealed class XmlRpcMethods(IReadOnlyDictionary<string, XmlRpcMethod> methods)
{
    private readonly FrozenDictionary<string, XmlRpcMethod> _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names, in ordinal order.</summary>
    public IEnumerable<string> Names => _methods.Keys.Order(StringComparer.Ordinal);

    /// <summary>Finds a method; null when there is none.</summary>
    /// <param name="name">Its dotted name.</param>
    public XmlRpcMethod? Find(string name) => _methods.GetValueOrDefault(name);
}
