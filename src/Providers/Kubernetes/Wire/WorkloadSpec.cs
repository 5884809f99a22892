namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What something that has pods shall be.</summary>
internal sealed record WorkloadSpec
{
    public int? Replicas { get; init; }

    public LabelSelector? Selector { get; init; }

    public Pod? Template { get; init; }
}
