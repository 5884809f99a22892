namespace Scalewright.Providers.Kubernetes.Pods;

internal static class PodResourceMapper
{
    public const string ZoneLabel = "topology.kubernetes.io/zone";

    // kubelet, pkg/kubelet/images: errors that are permanent.
    private static readonly string[] Hopeless = ["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError"];

    /// <summary>Returns the ID of a pod. It includes the uid, because names can be reused.</summary>
    public static string GetId(V1Pod pod) => $"{pod.Metadata?.Name}/{pod.Metadata?.Uid}";

    /// <param name="cloudLabel">Machine label whose value is the cloud of the node.</param>
    /// <returns>Null if the pod has no ownership tag.</returns>
    public static Resource? ToResource(V1Pod pod, string cloudLabel) => PodTags.Read(pod.Metadata) is { } tag
        ? new Resource(GetId(pod), tag, GetState(pod), GetCreationTime(pod))
        {
            Cloud = pod.Spec?.NodeSelector.Find(cloudLabel) ?? ""
        }
        : null;

    private static DateTimeOffset GetCreationTime(V1Pod pod) =>
        pod.Metadata?.CreationTimestamp is { } time ? new DateTimeOffset(time) : default;

    public static ResourceState GetState(V1Pod pod)
    {
        if (pod.Metadata?.DeletionTimestamp is not null)
        {
            return ResourceState.Deleting;
        }

        bool isReady =
            pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) ?? false;
        bool isHopeless = pod.Status?.ContainerStatuses?.Any(container =>
            Hopeless.Contains(container.State?.Waiting?.Reason, StringComparer.Ordinal)) ?? false;
        return pod.Status?.Phase switch
        {
            "Succeeded" or "Failed" or "Unknown" => ResourceState.Failed,
            "Running" when isReady => ResourceState.Ready,
            _ => isHopeless ? ResourceState.Failed : ResourceState.Pending,
        };
    }
}
