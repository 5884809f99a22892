namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A node of the cluster, as far as room for pods goes.</summary>
internal sealed record Machine
{
    public ObjectMeta? Metadata { get; init; }

    public MachineSpec? Spec { get; init; }

    public MachineStatus? Status { get; init; }
}
