namespace Loopback.Kubernetes.Objects;

/// <summary>Which object it is.</summary>
/// <param name="Namespace">Its namespace; empty where its kind has none.</param>
internal sealed record ObjectKey(ResourceKind Kind, string Namespace, string Name);
