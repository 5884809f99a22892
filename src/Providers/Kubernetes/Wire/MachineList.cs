using System.Text.Json;

namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A page of nodes of the cluster.</summary>
internal sealed record MachineList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    /// <summary>The objects, which are read one by one.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}
