namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What has pods, as far as its size goes.</summary>
internal sealed record Workload
{
    public ScaleSpec? Spec { get; init; }

    public WorkloadStatus? Status { get; init; }
}
