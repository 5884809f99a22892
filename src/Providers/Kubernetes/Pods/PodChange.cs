using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>What a line of a watch says.</summary>
/// <param name="Type">What became of the pod: <c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>; <c>BOOKMARK</c>: nothing, but its version counts.</param>
/// <param name="Pod">The pod.</param>
internal sealed record PodChange(string? Type, Pod Pod);
