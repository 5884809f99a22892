namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A taint that a pod does not mind.</summary>
internal sealed record Toleration
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }
}
