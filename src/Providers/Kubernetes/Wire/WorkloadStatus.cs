namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>How many pods it has.</summary>
internal sealed record WorkloadStatus
{
    public int? ReadyReplicas { get; init; }
}
