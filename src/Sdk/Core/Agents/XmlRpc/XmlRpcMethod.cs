namespace Scalewright.Agents.XmlRpc;

/// <summary>What answers a call.</summary>
/// <param name="arguments">What it is given, in order.</param>
/// <param name="cancellationToken">Ends it when the caller is gone.</param>
public delegate ValueTask<XmlRpcValue> XmlRpcMethod(ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken);
