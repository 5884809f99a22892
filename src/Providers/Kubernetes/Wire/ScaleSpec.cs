namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>The size that is wanted.</summary>
internal sealed record ScaleSpec
{
    public int? Replicas { get; init; }
}
