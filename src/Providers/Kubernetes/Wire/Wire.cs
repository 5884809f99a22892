namespace Scalewright.Providers.Kubernetes.Wire;

internal sealed record ContainerState
{
    public WaitingState? Waiting { get; init; }
}

internal sealed record ContainerStatus
{
    public ContainerState? State { get; init; }
}

/// <summary>Preconditions of a deletion: the object must have this uid and resource version.</summary>
internal sealed record DeletePreconditions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}

internal sealed record DeleteRequest
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "DeleteOptions";

    public long? GracePeriodSeconds { get; init; }

    public DeletePreconditions? Preconditions { get; init; }
}

internal sealed record Eviction
{
    public string? ApiVersion { get; init; }

    public string Kind { get; init; } = "Eviction";

    public V1ObjectMeta? Metadata { get; init; }

    public DeleteRequest? DeleteOptions { get; init; }
}

internal sealed record V1LabelSelectorRequirement
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public IReadOnlyList<string>? Values { get; init; }

    public bool Matches(Dictionary<string, string>? labels)
    {
        string? found = labels?.GetValueOrDefault(Key ?? "");
        bool isListed = found is not null && Values?.Contains(found, StringComparer.Ordinal) == true;
        return Operator switch { "In" => isListed, "NotIn" =>
            !isListed, "Exists" => found is not null, "DoesNotExist" => found is null, _ => false };
    }
}

internal sealed record LabelSelector
{
    public Dictionary<string, string>? MatchLabels { get; init; }

    public IReadOnlyList<V1LabelSelectorRequirement>? MatchExpressions { get; init; }

    public bool Matches(Dictionary<string, string>? labels) =>
        (MatchLabels ?? []).All(label => labels?.GetValueOrDefault(label.Key) == label.Value)
        && (MatchExpressions ?? []).All(rule => rule.Matches(labels));
}

internal sealed record ListMeta
{
    public string? ResourceVersion { get; init; }

    public string? Continue { get; init; }
}

internal sealed record V1Node
{
    public V1ObjectMeta? Metadata { get; init; }

    public V1NodeSpec? Spec { get; init; }

    public V1NodeStatus? Status { get; init; }
}

internal sealed record V1NodeList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    /// <summary>Items, parsed one by one.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

internal sealed record V1NodePatch
{
    public V1NodeSpec? Spec { get; init; }
}

internal sealed record V1NodeSpec
{
    public bool? Unschedulable { get; init; }

    public IReadOnlyList<V1Taint>? Taints { get; init; }
}

internal sealed record V1NodeStatus
{
    public Dictionary<string, string>? Allocatable { get; init; }

    public IReadOnlyList<PodCondition>? Conditions { get; init; }
}

/// <summary>
/// Merge patch of metadata. If it contains a resource version, the server rejects it if the object has changed since.
/// </summary>
internal sealed record MetaPatch
{
    public V1ObjectMeta? Metadata { get; init; }
}

internal sealed record V1OwnerReference
{
    public string? Kind { get; init; }

    public bool? Controller { get; init; }
}

internal sealed record V1Pod
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Pod";

    public V1ObjectMeta? Metadata { get; init; }

    public V1PodSpec? Spec { get; init; }

    public V1PodStatus? Status { get; init; }
}

internal sealed record PodCondition
{
    public string? Type { get; init; }

    public string? Status { get; init; }
}

internal sealed record PodContainer
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public string? ImagePullPolicy { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    public PodResources? Resources { get; init; }

    /// <summary>For an init container, <c>Always</c> keeps it running beside the other containers (sidecar).</summary>
    public string? RestartPolicy { get; init; }
}

internal sealed record V1PodList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    /// <summary>Items, parsed one by one.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

internal sealed record PodResources
{
    public Dictionary<string, string>? Requests { get; init; }

    public Dictionary<string, string>? Limits { get; init; }
}

internal sealed record V1PodStatus
{
    public string? Phase { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<PodCondition>? Conditions { get; init; }

    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }
}

internal sealed record V1EnvVar
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}

internal sealed record PodVolume
{
    public JsonElement? EmptyDir { get; init; }
}

internal sealed record ResourceKind
{
    public string? Name { get; init; }

    public string? Kind { get; init; }

    public bool? Namespaced { get; init; }
}

internal sealed record ResourceKindList
{
    public string? Kind { get; init; }

    public IReadOnlyList<ResourceKind>? Resources { get; init; }
}

internal sealed record Scale
{
    public string ApiVersion { get; init; } = "autoscaling/v1";

    public string Kind { get; init; } = "Scale";

    public V1ObjectMeta? Metadata { get; init; }

    public ScaleSpec? Spec { get; init; }
}

internal sealed record ScaleSpec
{
    public int? Replicas { get; init; }
}

internal sealed record ServerVersion
{
    public string? Major { get; init; }

    public string? Minor { get; init; }
}

/// <summary>Reason for an error, or result of a program.</summary>
internal sealed record V1Status
{
    public string? Kind { get; init; }

    public string? Status { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public int? Code { get; init; }

    public V1StatusDetails? Details { get; init; }
}

internal sealed record V1StatusCause
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}

internal sealed record V1StatusDetails
{
    public IReadOnlyList<V1StatusCause>? Causes { get; init; }

    public int? RetryAfterSeconds { get; init; }
}

internal sealed record V1Taint
{
    public string? Key { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }
}

internal sealed record V1Toleration
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }
}

internal sealed record WaitingState
{
    public string? Reason { get; init; }
}

internal sealed record WatchEvent
{
    public string? Type { get; init; }

    public JsonElement Object { get; init; }
}

internal sealed record Workload
{
    public WorkloadSpec? Spec { get; init; }

    public WorkloadStatus? Status { get; init; }
}

internal sealed record WorkloadSpec
{
    public int? Replicas { get; init; }

    public LabelSelector? Selector { get; init; }

    public V1Pod? Template { get; init; }
}

internal sealed record WorkloadStatus
{
    public int? ReadyReplicas { get; init; }
}
