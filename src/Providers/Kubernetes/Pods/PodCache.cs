namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Current set of pods: the last list with the changes reported after it.</summary>
internal sealed class PodCache
{
    private readonly Dictionary<string, V1Pod> _pods;
    private readonly KubernetesOptions _options;

    public PodCache(ValueList<V1Pod> pods, string version, KubernetesOptions options) =>
        (_pods, Version, _options) = (pods.ToDictionary(PodResourceMapper.GetId, StringComparer.Ordinal), version, options);

    /// <summary>Version of the last change.</summary>
    public string Version { get; private set; }

    /// <summary>True if the watch cannot resume from the current version.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Returns the pods as resources, ordered by creation time and ID.</summary>
    public ValueList<Resource> ToResources() => InOrder(_pods.Values, _options);

    public static ValueList<Resource> InOrder(IEnumerable<V1Pod> pods, KubernetesOptions options) =>
        [
            .. pods.Select(pod => PodResourceMapper.ToResource(pod, options))
                .OfType<Resource>()
                .OrderBy(resource => resource.CreatedAt)
                .ThenBy(resource => resource.Id, StringComparer.Ordinal),
        ];

    public void Discard() => IsStale = true;

    /// <returns>True if the set changed.</returns>
    public bool Apply(PodChange change)
    {
        V1Pod pod = change.Pod;
        Version = pod.Metadata?.ResourceVersion ?? Version;
        switch (change.Type)
        {
            case "ADDED" or "MODIFIED":
                _pods[PodResourceMapper.GetId(pod)] = pod;
                return true;
            case "DELETED":
                return _pods.Remove(PodResourceMapper.GetId(pod));
            default:
                return false;
        }
    }
}
