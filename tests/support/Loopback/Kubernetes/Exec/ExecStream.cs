namespace Loopback.Kubernetes.Exec;

/// <summary>Streams of a program, by their numbers in messages over WebSockets.</summary>
internal enum ExecStream
{
    Input = 0,
    Output = 1,
    Error = 2,
    Status = 3,
    Resize = 4,
    Close = 255,
}
