namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A container of a pod.</summary>
internal sealed record PodContainer
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public string? ImagePullPolicy { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<PodVariable>? Env { get; init; }

    public PodResources? Resources { get; init; }

    /// <summary>Of one that runs before the others: <c>Always</c> when it goes on beside them.</summary>
    public string? RestartPolicy { get; init; }
}
