namespace Scalewright.Providers.Kubernetes.Wire;

internal sealed record V1PodSpec
{
    public IReadOnlyList<PodContainer>? Containers { get; init; }

    public IReadOnlyList<PodContainer>? InitContainers { get; init; }

    public Dictionary<string, string>? Overhead { get; init; }

    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    public IReadOnlyList<PodVolume>? Volumes { get; init; }

    public string? NodeName { get; init; }

    public string? Hostname { get; init; }

    public string? RestartPolicy { get; init; }

    public string? ServiceAccountName { get; init; }

    public bool? AutomountServiceAccountToken { get; init; }

    public long? TerminationGracePeriodSeconds { get; init; }

    public Dictionary<string, string>? NodeSelector { get; init; }
}
