namespace Scalewright.Agents.XmlRpc;

/// <summary>Received XML-RPC call.</summary>
/// <param name="Method">Dotted name of the method.</param>
/// <param name="Arguments">Arguments in order.</param>
internal sealed record XmlRpcCall(string Method, ValueList<XmlRpcValue> Arguments);
