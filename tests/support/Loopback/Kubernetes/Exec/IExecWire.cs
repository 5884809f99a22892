namespace Loopback.Kubernetes.Exec;

/// <summary>How a caller and a program in a pod hear each other.</summary>
internal interface IExecWire
{
    /// <summary>What the caller says next; null: it has gone.</summary>
    Task<ExecInput?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Passes on what the program said.</summary>
    Task SendAsync(ExecStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Passes on how the program ended; nothing follows.</summary>
    Task EndAsync(ReadOnlyMemory<byte> status, CancellationToken cancellationToken);
}
