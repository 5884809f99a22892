namespace Loopback.Kubernetes.Exec;

internal interface IExecWire
{
    /// <summary>Returns null if the client has disconnected.</summary>
    Task<ExecInput?> ReadAsync(CancellationToken cancellationToken);

    Task SendAsync(ExecStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    Task EndAsync(ReadOnlyMemory<byte> status, CancellationToken cancellationToken);
}
