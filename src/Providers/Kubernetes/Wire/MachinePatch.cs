namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A change of what a node of the cluster shall be.</summary>
internal sealed record MachinePatch
{
    public MachineSpec? Spec { get; init; }
}
