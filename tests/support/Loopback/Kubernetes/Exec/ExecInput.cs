namespace Loopback.Kubernetes.Exec;

/// <summary>What a caller gives a program.</summary>
/// <param name="Bytes">Its bytes, maybe none.</param>
/// <param name="IsLast">Whether no more follow.</param>
internal readonly record struct ExecInput(ReadOnlyMemory<byte> Bytes, bool IsLast);
