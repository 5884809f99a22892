namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>SPDY protocol, draft 3.1, section 2.6.3.</summary>
internal enum SpdyStatus
{
    ProtocolError = 1,
    InvalidStream = 2,
    RefusedStream = 3,
}
