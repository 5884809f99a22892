namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A page of pods.</summary>
internal sealed record PodList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    public IReadOnlyList<Pod>? Items { get; init; }
}
