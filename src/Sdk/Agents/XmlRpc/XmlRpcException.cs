namespace Scalewright.Agents.XmlRpc;

/// <summary>The exception that is thrown for invalid XML-RPC, or for a value that cannot be sent.</summary>
/// <param name="message">Message of the exception.</param>
/// <param name="inner">Exception that caused it, or null.</param>
public sealed class XmlRpcException(string message, Exception? inner = null) : Exception(message, inner);
