namespace Loopback.Kubernetes.Exec.Spdy;

internal sealed class SpdyException(string message) : IOException(message);
