namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Which object is meant, and in which state: another one is not removed.</summary>
internal sealed record DeletePreconditions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}
