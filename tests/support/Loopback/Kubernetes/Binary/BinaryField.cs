namespace Loopback.Kubernetes.Binary;

/// <summary>A field of a message of the binary format.</summary>
/// <param name="Type">What it is: a word of <see cref="BinaryKinds"/>, or the name of a message.</param>
/// <param name="IsKept">Whether it is there also with nothing in it, as pointers of Go are.</param>
/// <param name="IsList">Whether it may come several times.</param>
internal sealed record BinaryField(string Name, string Type, bool IsKept, bool IsList);
