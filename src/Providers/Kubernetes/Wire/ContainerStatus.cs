namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What a container is doing.</summary>
internal sealed record ContainerStatus
{
    public ContainerState? State { get; init; }
}
