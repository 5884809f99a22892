namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A kind of objects.</summary>
internal sealed record ResourceKind
{
    public string? Name { get; init; }

    public string? Kind { get; init; }

    public bool? Namespaced { get; init; }
}
