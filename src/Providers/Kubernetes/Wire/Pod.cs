namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A pod, as far as nodes need it.</summary>
internal sealed record Pod
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Pod";

    public ObjectMeta? Metadata { get; init; }

    public PodSpec? Spec { get; init; }

    public PodStatus? Status { get; init; }
}
