namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Finds the reason why a pod is not ready, or is not gone yet, in its status.</summary>
internal static class PodWaiting
{
    // kubelet, pkg/kubelet/images/types.go and pkg/kubelet/kuberuntime: errors that a later attempt repeats.
    private static readonly string[] Permanent =
    [
        "InvalidImageName",
        "ErrImageNeverPull",
        "SignatureValidationFailed",
        "CreateContainerConfigError",
    ];

    private static readonly string[] Pulling = ["ErrImagePull", "ImagePullBackOff"];

    // Definite responses of registries, in the words of containerd and CRI-O. Timeouts and rate limits are not among
    // them.
    private static readonly string[] Refusals =
    [
        "not found",
        "manifest unknown",
        "name unknown",
        "does not exist",
        "denied",
        "unauthorized",
        "authorization failed",
        "403 Forbidden",
        "no match for platform",
    ];

    // Reasons of a start without errors.
    private static readonly string[] Usual = ["ContainerCreating", "PodInitializing"];

    /// <returns>Null if the pod is ready, starts without a known obstacle, or has ended without a reason.</returns>
    public static WaitingReason? Find(V1Pod pod)
    {
        if (pod.Metadata?.DeletionTimestamp is { } end)
        {
            return GetDeletion(pod, new DateTimeOffset(end));
        }

        if (pod.Status?.Phase is "Succeeded" or "Failed" or "Unknown")
        {
            return FindEnd(pod);
        }

        return PodResourceMapper.IsReady(pod) ? null : FindUnscheduled(pod) ?? FindContainer(pod) ?? FindLostContact(pod);
    }

    // The deletion timestamp is the end of the grace period.
    private static WaitingReason GetDeletion(V1Pod pod, DateTimeOffset end)
    {
        string due = string.Create(CultureInfo.InvariantCulture, $"{end.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        string machine = pod.Spec?.NodeName is { Length: > 0 } name ? $" on machine {name}" : "";
        string reason = pod.Status?.Reason is { Length: > 0 } given ? $" ({given})" : "";
        string holders = pod.Metadata?.Finalizers is { Count: > 0 } finalizers ? $"; finalizers: {string.Join(", ", finalizers)}" : "";
        return new WaitingReason($"its pod is Terminating{machine}{reason}, due at {due}{holders}", CanResolve: true);
    }

    // The pod itself has a reason if the kubelet or a controller ended it, for example Evicted or OutOfcpu.
    private static WaitingReason? FindEnd(V1Pod pod)
    {
        string reason = Join(pod.Status?.Reason, pod.Status?.Message);
        return reason.Length > 0
            ? new WaitingReason(reason, CanResolve: true)
            : GetContainers(pod)
                .Where(container => container.Status.State?.Terminated is not null)
                .OrderByDescending(container => container.Status.State.Terminated.ExitCode != 0)
                .Select(container => new WaitingReason(container.Prefix + Format(container.Status.State.Terminated), CanResolve: true))
                .FirstOrDefault();
    }

    private static string Format(V1ContainerStateTerminated end) =>
        string.Create(CultureInfo.InvariantCulture, $"{Join(end.Reason ?? "Terminated", end.Message?.Trim())} (exit code {end.ExitCode})");

    private static IEnumerable<(string Prefix, V1ContainerStatus Status)> GetContainers(V1Pod pod) =>
        [
            .. (pod.Status?.InitContainerStatuses ?? []).Select(status => ($"init container {status.Name}: ", status)),
            .. (pod.Status?.ContainerStatuses ?? []).Select(status => ("", status)),
        ];

    private static WaitingReason? FindUnscheduled(V1Pod pod) =>
        FindCondition(pod, "PodScheduled") is { Status: "False" } condition
            ? new WaitingReason(Join(condition.Reason, condition.Message), CanResolve: true)
            : null;

    private static WaitingReason? FindContainer(V1Pod pod) =>
        GetContainers(pod)
            .Select(container => (container.Prefix, container.Status.State?.Waiting))
            .Where(container =>
                container.Waiting is { Reason.Length: > 0 } waiting && !Usual.Contains(waiting.Reason, StringComparer.Ordinal)
            )
            .Select(container => new WaitingReason(
                container.Prefix + Join(container.Waiting!.Reason, container.Waiting.Message),
                CanResolve(pod, container.Waiting)
            ))
            .OrderBy(reason => reason.CanResolve)
            .FirstOrDefault();

    private static bool CanResolve(V1Pod pod, V1ContainerStateWaiting waiting)
    {
        if (!Pulling.Contains(waiting.Reason, StringComparer.Ordinal))
        {
            return !Permanent.Contains(waiting.Reason, StringComparer.Ordinal);
        }

        // Without a definite response, the kubelet repeats the pull, and the next attempt may succeed.
        string response = WithoutNames(waiting.Message ?? "", pod);
        return !Refusals.Any(words => response.Contains(words, StringComparison.OrdinalIgnoreCase));
    }

    // Names of images, hosts and URLs can contain the words of a refusal. Quoted text is a name, too.
    private static string WithoutNames(string message, V1Pod pod)
    {
        string[] names =
        [
            .. (pod.Spec?.InitContainers ?? [])
                .Concat(pod.Spec?.Containers ?? [])
                .Select(container => container.Image)
                .Where(image => image is { Length: > 0 })
                .SelectMany(image => image.Split(['/', ':', '@']).Concat(image.Split('/')).Append(image)),
        ];
        IEnumerable<string> unquoted = message.Split('"').Where((_, index) => index % 2 == 0);
        return string.Join(' ', string.Join(' ', unquoted).Split(' ').Where(word => !IsName(word, names)));
    }

    private static bool IsName(string word, string[] names) =>
        word.Contains('/')
        || names.Any(name => word.StartsWith(name, StringComparison.OrdinalIgnoreCase) && word.AsSpan(name.Length).Trim(":,;.)").IsEmpty);

    // The node lifecycle controller sets only the status of the condition, to False, when a machine stops reporting
    // (pkg/controller/util/node, MarkPodsNotReady). The containers keep their last status.
    private static WaitingReason? FindLostContact(V1Pod pod)
    {
        if (pod.Status?.Phase != "Running" || FindCondition(pod, "Ready") is not { Status: not "True" } ready)
        {
            return null;
        }

        bool hasReason = ready.Reason is { Length: > 0 } and not ("NodeNotReady" or "NodeLost");
        bool isLost =
            !hasReason
            && pod.Status.ContainerStatuses is { Count: > 0 } containers
            && containers.All(container => container is { Ready: true, State.Running: not null });
        if (!isLost && !hasReason)
        {
            return null;
        }

        return isLost
            ? new WaitingReason($"its machine {pod.Spec?.NodeName} no longer reports (NodeNotReady)", CanResolve: true)
            {
                IsContactLost = true,
            }
            : new WaitingReason(Join(ready.Reason, ready.Message), CanResolve: true);
    }

    private static V1PodCondition? FindCondition(V1Pod pod, string type) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    private static string Join(string? reason, string? message) =>
        string.Join(": ", new[] { reason, message }.Where(text => !string.IsNullOrEmpty(text)));
}
