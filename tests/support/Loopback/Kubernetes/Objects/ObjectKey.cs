namespace Loopback.Kubernetes.Objects;

/// <param name="Namespace">Empty for cluster-scoped kinds.</param>
internal sealed record ObjectKey(ResourceKind Kind, string Namespace, string Name);
