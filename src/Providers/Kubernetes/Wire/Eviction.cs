namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A pod that shall go as far as budgets allow.</summary>
internal sealed record Eviction
{
    public string? ApiVersion { get; init; }

    public string Kind { get; init; } = "Eviction";

    public ObjectMeta? Metadata { get; init; }

    public DeleteRequest? DeleteOptions { get; init; }
}
