namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Which state a container is in.</summary>
internal sealed record ContainerState
{
    public WaitingState? Waiting { get; init; }
}
