namespace Loopback.Kubernetes.Exec;

/// <summary>The numbers are those in WebSocket messages.</summary>
internal enum ExecStream
{
    Input = 0,
    Output = 1,
    Error = 2,
    Status = 3,
    Resize = 4,
    Close = 255,
}
