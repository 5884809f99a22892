namespace Scalewright.Agents.XmlRpc;

/// <summary>What came is not XML-RPC, or what shall be sent cannot be.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="inner">What found it; null when nothing else did.</param>
public sealed class XmlRpcException(string message, Exception? inner = null) : Exception(message, inner);
