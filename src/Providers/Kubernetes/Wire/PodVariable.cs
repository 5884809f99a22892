namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A variable of a container's environment.</summary>
internal sealed record PodVariable
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}
