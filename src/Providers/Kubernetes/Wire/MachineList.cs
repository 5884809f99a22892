namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A page of nodes of the cluster.</summary>
internal sealed record MachineList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    public IReadOnlyList<Machine>? Items { get; init; }
}
