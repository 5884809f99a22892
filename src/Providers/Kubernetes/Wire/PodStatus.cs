namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What a pod is doing.</summary>
internal sealed record PodStatus
{
    public string? Phase { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<PodCondition>? Conditions { get; init; }

    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }
}
