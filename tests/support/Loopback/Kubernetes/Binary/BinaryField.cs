namespace Loopback.Kubernetes.Binary;

/// <param name="IsKept">Whether the field is present even when empty, as pointers of Go are.</param>
internal sealed record BinaryField(string Name, string Type, bool IsKept, bool IsList);
