namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What a node of the cluster shall be.</summary>
internal sealed record MachineSpec
{
    public bool? Unschedulable { get; init; }

    public IReadOnlyList<Taint>? Taints { get; init; }
}
