namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Why a container does not run yet.</summary>
internal sealed record WaitingState
{
    public string? Reason { get; init; }
}
