namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What has pods, as far as its size and its room go.</summary>
internal sealed record Workload
{
    public WorkloadSpec? Spec { get; init; }

    public WorkloadStatus? Status { get; init; }
}
