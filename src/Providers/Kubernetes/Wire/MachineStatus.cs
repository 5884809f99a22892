namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What a node of the cluster is.</summary>
internal sealed record MachineStatus
{
    public Dictionary<string, string>? Allocatable { get; init; }

    public IReadOnlyList<PodCondition>? Conditions { get; init; }
}
