using System.Text.Json;

namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A page of pods.</summary>
internal sealed record PodList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    /// <summary>The objects, which are read one by one.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}
