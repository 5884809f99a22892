namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Which state a container is in.</summary>
internal sealed record ContainerState
{
    public WaitingState? Waiting { get; init; }
}

/// <summary>What a container is doing.</summary>
internal sealed record ContainerStatus
{
    public ContainerState? State { get; init; }
}

/// <summary>Which object is meant, and in which state: another one is not removed.</summary>
internal sealed record DeletePreconditions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}

/// <summary>How an object shall be removed.</summary>
internal sealed record DeleteRequest
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "DeleteOptions";

    public long? GracePeriodSeconds { get; init; }

    public DeletePreconditions? Preconditions { get; init; }
}

/// <summary>A pod that shall go as far as budgets allow.</summary>
internal sealed record Eviction
{
    public string? ApiVersion { get; init; }

    public string Kind { get; init; } = "Eviction";

    public ObjectMeta? Metadata { get; init; }

    public DeleteRequest? DeleteOptions { get; init; }
}

/// <summary>What a label must be like.</summary>
internal sealed record LabelRule
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public IReadOnlyList<string>? Values { get; init; }

    public bool Holds(Dictionary<string, string>? labels)
    {
        string? found = labels?.GetValueOrDefault(Key ?? "");
        bool isListed = found is not null && Values?.Contains(found, StringComparer.Ordinal) == true;
        return Operator switch { "In" => isListed, "NotIn" => !isListed, "Exists" => found is not null, "DoesNotExist" => found is null, _ => false };
    }
}

/// <summary>Which pods something has, by their labels.</summary>
internal sealed record LabelSelector
{
    public Dictionary<string, string>? MatchLabels { get; init; }

    public IReadOnlyList<LabelRule>? MatchExpressions { get; init; }

    /// <summary>Whether it chooses what has these labels.</summary>
    public bool Matches(Dictionary<string, string>? labels) =>
        (MatchLabels ?? []).All(wanted => labels?.GetValueOrDefault(wanted.Key) == wanted.Value) && (MatchExpressions ?? []).All(rule => rule.Holds(labels));
}

/// <summary>How a list goes on.</summary>
internal sealed record ListMeta
{
    public string? ResourceVersion { get; init; }

    public string? Continue { get; init; }
}

/// <summary>A node of the cluster, as far as room for pods goes.</summary>
internal sealed record Machine
{
    public ObjectMeta? Metadata { get; init; }

    public MachineSpec? Spec { get; init; }

    public MachineStatus? Status { get; init; }
}

/// <summary>A page of nodes of the cluster.</summary>
internal sealed record MachineList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    /// <summary>The objects, which are read one by one.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

/// <summary>A change of what a node of the cluster shall be.</summary>
internal sealed record MachinePatch
{
    public MachineSpec? Spec { get; init; }
}

/// <summary>What a node of the cluster shall be.</summary>
internal sealed record MachineSpec
{
    public bool? Unschedulable { get; init; }

    public IReadOnlyList<Taint>? Taints { get; init; }
}

/// <summary>What a node of the cluster is.</summary>
internal sealed record MachineStatus
{
    public Dictionary<string, string>? Allocatable { get; init; }

    public IReadOnlyList<PodCondition>? Conditions { get; init; }
}

/// <summary>A change of what an object is marked with. With a resource version it is refused when the object has changed since.</summary>
internal sealed record MetaPatch
{
    public ObjectMeta? Metadata { get; init; }
}

/// <summary>What an object belongs to.</summary>
internal sealed record ObjectOwner
{
    public string? Kind { get; init; }

    public bool? Controller { get; init; }
}

/// <summary>A pod, as far as nodes need it.</summary>
internal sealed record Pod
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Pod";

    public ObjectMeta? Metadata { get; init; }

    public PodSpec? Spec { get; init; }

    public PodStatus? Status { get; init; }
}

/// <summary>One thing that holds for a pod, or does not.</summary>
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

    public IReadOnlyList<PodVariable>? Env { get; init; }

    public PodResources? Resources { get; init; }

    /// <summary>Of one that runs before the others: <c>Always</c> when it goes on beside them.</summary>
    public string? RestartPolicy { get; init; }
}

/// <summary>A page of pods.</summary>
internal sealed record PodList
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    /// <summary>The objects, which are read one by one.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

/// <summary>What a container may use, and is sure of.</summary>
internal sealed record PodResources
{
    public Dictionary<string, string>? Requests { get; init; }

    public Dictionary<string, string>? Limits { get; init; }
}

/// <summary>What a pod is doing.</summary>
internal sealed record PodStatus
{
    public string? Phase { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<PodCondition>? Conditions { get; init; }

    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }
}

/// <summary>A variable of a container's environment.</summary>
internal sealed record PodVariable
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}

/// <summary>A volume of a pod, as far as it is lost with the pod.</summary>
internal sealed record PodVolume
{
    public JsonElement? EmptyDir { get; init; }
}

/// <summary>A kind of objects.</summary>
internal sealed record ResourceKind
{
    public string? Name { get; init; }

    public string? Kind { get; init; }

    public bool? Namespaced { get; init; }
}

/// <summary>The kinds of objects of a version of a group.</summary>
internal sealed record ResourceKindList
{
    public string? Kind { get; init; }

    public IReadOnlyList<ResourceKind>? Resources { get; init; }
}

/// <summary>The size of what has one.</summary>
internal sealed record Scale
{
    public string ApiVersion { get; init; } = "autoscaling/v1";

    public string Kind { get; init; } = "Scale";

    public ObjectMeta? Metadata { get; init; }

    public ScaleSpec? Spec { get; init; }
}

/// <summary>The size that is wanted.</summary>
internal sealed record ScaleSpec
{
    public int? Replicas { get; init; }
}

/// <summary>Which Kubernetes it is.</summary>
internal sealed record ServerVersion
{
    public string? Major { get; init; }

    public string? Minor { get; init; }
}

/// <summary>Why something was refused, or how a program ended.</summary>
internal sealed record StatusAnswer
{
    public string? Kind { get; init; }

    public string? Status { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public int? Code { get; init; }

    public StatusDetails? Details { get; init; }
}

/// <summary>One cause of a refusal.</summary>
internal sealed record StatusCause
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}

/// <summary>More of a refusal.</summary>
internal sealed record StatusDetails
{
    public IReadOnlyList<StatusCause>? Causes { get; init; }

    public int? RetryAfterSeconds { get; init; }
}

/// <summary>What keeps pods away from a node of the cluster.</summary>
internal sealed record Taint
{
    public string? Key { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }
}

/// <summary>A taint that a pod does not mind.</summary>
internal sealed record Toleration
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }
}

/// <summary>Why a container does not run yet.</summary>
internal sealed record WaitingState
{
    public string? Reason { get; init; }
}

internal sealed record WatchLine
{
    public string? Type { get; init; }

    public JsonElement Object { get; init; }
}

/// <summary>What has pods, as far as its size and its room go.</summary>
internal sealed record Workload
{
    public WorkloadSpec? Spec { get; init; }

    public WorkloadStatus? Status { get; init; }
}

/// <summary>What something that has pods shall be.</summary>
internal sealed record WorkloadSpec
{
    public int? Replicas { get; init; }

    public LabelSelector? Selector { get; init; }

    public Pod? Template { get; init; }
}

/// <summary>How many pods it has.</summary>
internal sealed record WorkloadStatus
{
    public int? ReadyReplicas { get; init; }
}
