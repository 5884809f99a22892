namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What a container may use, and is sure of.</summary>
internal sealed record PodResources
{
    public Dictionary<string, string>? Requests { get; init; }

    public Dictionary<string, string>? Limits { get; init; }
}
