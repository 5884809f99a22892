namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Current set of pods: a list and the changes reported after it.</summary>
internal sealed class PodPicture
{
    private readonly Dictionary<string, Pod> _pods;
    private readonly string _cloudLabel;

    public PodPicture(ValueList<Pod> pods, string version, string cloudLabel) => (_pods, Version, _cloudLabel) = (pods.ToDictionary(PodView.IdOf, StringComparer.Ordinal), version, cloudLabel);

    /// <summary>Version of the last change.</summary>
    public string Version { get; private set; }

    /// <summary>True if the watch cannot resume from this version.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Returns the pods as resources, ordered by creation time and ID.</summary>
    public ValueList<Resource> ToResources() => InOrder(_pods.Values, _cloudLabel);

    public static ValueList<Resource> InOrder(IEnumerable<Pod> pods, string cloudLabel) =>
        [.. pods.Select(pod => PodView.ToResource(pod, cloudLabel)).OfType<Resource>().OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal)];

    public void Discard() => IsStale = true;

    /// <returns>True if the set changed.</returns>
    public bool Take(PodChange change)
    {
        Pod pod = change.Pod;
        Version = pod.Metadata?.ResourceVersion ?? Version;
        switch (change.Type)
        {
            case "ADDED" or "MODIFIED":
                _pods[PodView.IdOf(pod)] = pod;
                return true;
            case "DELETED":
                return _pods.Remove(PodView.IdOf(pod));
            default:
                return false;
        }
    }
}
