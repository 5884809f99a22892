namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>The caller does not keep to SPDY/3.1; the connection cannot go on.</summary>
internal sealed class SpdyException(string message) : IOException(message);
