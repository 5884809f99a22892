namespace Scalewright.Providers.Kubernetes.Pods;

internal static class PodResourceMapper
{
    public const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <summary>Returns the ID of a pod. It includes the uid, because names can be reused.</summary>
    public static string GetId(V1Pod pod) => $"{pod.Metadata?.Name}/{pod.Metadata?.Uid}";

    /// <returns>Null if the pod has no ownership tag.</returns>
    public static Resource? ToResource(V1Pod pod, KubernetesOptions options)
    {
        if (PodTags.Read(pod.Metadata) is not { } tag)
        {
            return null;
        }

        WaitingReason? reason = PodWaiting.Find(pod);
        return new Resource(GetId(pod), tag, GetState(pod, reason), GetCreationTime(pod))
        {
            Cloud = pod.Spec?.NodeSelector.Find(options.CloudLabel) ?? "",
            Waiting = reason,
        };
    }

    private static DateTimeOffset GetCreationTime(V1Pod pod) =>
        pod.Metadata?.CreationTimestamp is { } time ? new DateTimeOffset(time) : default;

    /// <param name="reason">Reason why the pod waits; null if it has none.</param>
    public static ResourceState GetState(V1Pod pod, WaitingReason? reason) =>
        pod switch
        {
            { Metadata.DeletionTimestamp: not null } => ResourceState.Deleting,
            { Status.Phase: "Succeeded" or "Failed" or "Unknown" } => ResourceState.Failed,
            { Status.Phase: "Running" } when IsReady(pod) => ResourceState.Ready,
            _ => reason is { CanResolve: false } ? ResourceState.Failed : ResourceState.Pending,
        };

    public static bool IsReady(V1Pod pod) =>
        pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) ?? false;
}
