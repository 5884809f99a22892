namespace Scalewright.Agents.XmlRpc;

/// <summary>Handles a call.</summary>
/// <param name="arguments">Arguments in order.</param>
/// <param name="cancellationToken">Cancels the call when the caller disconnects.</param>
public delegate ValueTask<XmlRpcValue> XmlRpcMethod(ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken);
