namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Which Kubernetes it is.</summary>
internal sealed record ServerVersion
{
    public string? Major { get; init; }

    public string? Minor { get; init; }
}
