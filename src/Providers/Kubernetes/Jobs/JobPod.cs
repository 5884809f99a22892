using Scalewright.Providers.Kubernetes.Pods;

namespace Scalewright.Providers.Kubernetes.Jobs;

/// <summary>State of a pod of a Job.</summary>
/// <param name="Name">Name of the pod.</param>
/// <param name="Uid">Unique ID of the pod.</param>
/// <param name="Index">0-based number of the pod in its Job.</param>
internal sealed record JobPod(string Name, string Uid, int Index)
{
    // Kubernetes documentation, "Indexed Job"; a plain Job has one pod.
    private const string IndexKey = "batch.kubernetes.io/job-completion-index";
    private const int MaxLength = 300;
    private const int MaxFaultLength = 1000;

    // kubelet, pkg/kubelet/kuberuntime and pkg/kubelet/dockershim: the runtime did not start the program.
    private static readonly string[] StartFaults = ["StartError", "ContainerCannotRun"];

    // The words of runc and crun for a program that no repetition starts.
    private static readonly string[] Permanent = ["executable file", "no such file or directory", "permission denied"];

    /// <summary>Indicates whether the containers have ended and their log is complete.</summary>
    public required bool HasEnded { get; init; }

    /// <summary>Why the pod failed, for example <c>its pod exited with code 3</c>; empty if it did not.</summary>
    public required string Failure { get; init; }

    /// <summary>Indicates whether the Job controller has not counted the pod yet.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>Why the container does not start although the pod has a machine; null if it does.</summary>
    public required WaitingReason? Obstacle { get; init; }

    /// <summary>Why the program of the image can never be started; empty if it can.</summary>
    public required string StartFault { get; init; }

    public static JobPod From(V1Pod pod)
    {
        string? index = pod.Metadata?.Annotations.Find(IndexKey);
        bool hasEnded = pod.Status?.Phase is "Succeeded" or "Failed";
        bool isPlaced = !string.IsNullOrEmpty(pod.Spec?.NodeName);
        bool isStarting = pod.Status?.Phase is null or "Pending" && pod.Metadata?.DeletionTimestamp is null;
        string failure = pod.Status?.Phase == "Failed" ? DescribeFailure(pod) : "";
        return new JobPod(pod.Metadata?.Name ?? "", pod.Metadata?.Uid ?? "", int.Parse(index ?? "0", CultureInfo.InvariantCulture))
        {
            HasEnded = hasEnded,
            Failure = failure,
            IsHeld = pod.Metadata?.Finalizers is { Count: > 0 },
            Obstacle = isPlaced && isStarting ? PodWaiting.Find(pod) : null,
            StartFault = FindStartProblem(pod),
        };
    }

    private static V1ContainerStateTerminated? FindEnd(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(container => container.State?.Terminated).FirstOrDefault();

    private static string FindStartProblem(V1Pod pod) =>
        FindEnd(pod) is { } end
        && StartFaults.Contains(end.Reason, StringComparer.Ordinal)
        && Permanent.Any(words => end.Message?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false)
            ? TextEscaping.EscapeAndTruncate($"{end.Reason}: {end.Message.Trim()}", MaxFaultLength)
            : "";

    private static string DescribeFailure(V1Pod pod)
    {
        string reason = string.Join(": ", new[] { pod.Status?.Reason, pod.Status?.Message }.Where(text => !string.IsNullOrEmpty(text)));
        V1PodCondition? disruption = pod.Status?.Conditions?.FirstOrDefault(condition =>
            condition is { Type: "DisruptionTarget", Status: "True" }
        );
        string text = (disruption, reason, FindEnd(pod)) switch
        {
            ({ } condition, _, _) => $"its pod was removed from its machine ({condition.Reason})",
            (_, { Length: > 0 }, _) => $"its pod failed: {reason}",
            (_, _, { } fault) when StartFaults.Contains(fault.Reason, StringComparer.Ordinal) =>
                $"its pod did not start: {fault.Reason}: {fault.Message}",
            (_, _, { Reason: "OOMKilled" } killed) => string.Create(
                CultureInfo.InvariantCulture,
                $"its pod exited with code {killed.ExitCode} (OOMKilled)"
            ),
            (_, _, { } code) => string.Create(CultureInfo.InvariantCulture, $"its pod exited with code {code.ExitCode}"),
            _ => "its pod failed",
        };
        return TextEscaping.EscapeAndTruncate(text, MaxLength);
    }
}
