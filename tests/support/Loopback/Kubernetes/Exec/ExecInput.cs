namespace Loopback.Kubernetes.Exec;

internal readonly record struct ExecInput(ReadOnlyMemory<byte> Bytes, bool IsLast);
