namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>One thing that holds for a pod, or does not.</summary>
internal sealed record PodCondition
{
    public string? Type { get; init; }

    public string? Status { get; init; }
}
