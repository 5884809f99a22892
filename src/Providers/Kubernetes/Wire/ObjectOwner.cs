namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What an object belongs to.</summary>
internal sealed record ObjectOwner
{
    public string? Kind { get; init; }

    public bool? Controller { get; init; }
}
