namespace Scalewright.Agents.XmlRpc;

/// <summary>A call as it came.</summary>
/// <param name="Method">The method's dotted name.</param>
/// <param name="Arguments">What it is given, in order.</param>
public sealed record XmlRpcCall(string Method, ValueList<XmlRpcValue> Arguments);
