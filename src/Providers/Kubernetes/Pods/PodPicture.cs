namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>The pods as a list and what was told after it make them.</summary>
internal sealed class PodPicture
{
    private readonly Dictionary<string, Pod> _pods;
    private readonly string _cloudLabel;

    public PodPicture(ValueList<Pod> pods, string version, string cloudLabel) => (_pods, Version, _cloudLabel) = (pods.ToDictionary(PodView.IdOf, StringComparer.Ordinal), version, cloudLabel);

    /// <summary>Up to where it goes.</summary>
    public string Version { get; private set; }

    /// <summary>Whether it cannot be continued.</summary>
    public bool IsStale { get; private set; }

    /// <summary>What there is, in the order of creation and id.</summary>
    public ValueList<Resource> ToResources() => InOrder(_pods.Values, _cloudLabel);

    public static ValueList<Resource> InOrder(IEnumerable<Pod> pods, string cloudLabel) =>
        [.. pods.Select(pod => PodView.ToResource(pod, cloudLabel)).OfType<Resource>().OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal)];

    public void Discard() => IsStale = true;

    /// <summary>Takes one change.</summary>
    /// <returns>Whether it changes anything.</returns>
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
