namespace Loopback.Kubernetes.Objects;

/// <summary>Identifies an object of the Kubernetes API.</summary>
/// <param name="Namespace">Empty for cluster-scoped kinds.</param>
internal sealed record ObjectKey(ResourceKind Kind, string Namespace, string Name);
