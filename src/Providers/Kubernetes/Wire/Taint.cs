namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What keeps pods away from a node of the cluster.</summary>
internal sealed record Taint
{
    public string? Key { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }
}
