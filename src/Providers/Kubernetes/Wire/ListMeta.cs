namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>How a list goes on.</summary>
internal sealed record ListMeta
{
    public string? ResourceVersion { get; init; }

    public string? Continue { get; init; }
}
