namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>SPDY protocol, draft 3.1, section 2.6. Data frames have no type.</summary>
internal enum SpdyKind
{
    Data = 0,
    SynStream = 1,
    SynReply = 2,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    Headers = 8,
    WindowUpdate = 9,
}
