namespace Loopback.Kubernetes.Objects;

/// <param name="Group">Empty for the core group.</param>
/// <param name="Plural">Name in paths, as in <c>pods</c>.</param>
/// <param name="ShortName">Abbreviation in kubectl.</param>
internal sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool IsNamespaced, string ShortName = "")
{
    private static readonly ResourceKind[] Known =
    [
        new("", "v1", "namespaces", "Namespace", false, "ns"),
        new("", "v1", "nodes", "Node", false, "no"),
        new("", "v1", "pods", "Pod", true, "po"),
        new("", "v1", "events", "Event", true, "ev"),
        new("", "v1", "configmaps", "ConfigMap", true, "cm"),
        new("", "v1", "serviceaccounts", "ServiceAccount", true, "sa"),
        new("", "v1", "services", "Service", true, "svc"),
        new("", "v1", "resourcequotas", "ResourceQuota", true, "quota"),
        new("", "v1", "limitranges", "LimitRange", true, "limits"),
        new("apps", "v1", "deployments", "Deployment", true, "deploy"),
        new("apps", "v1", "replicasets", "ReplicaSet", true, "rs"),
        new("apps", "v1", "statefulsets", "StatefulSet", true, "sts"),
        new("batch", "v1", "jobs", "Job", true),
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb"),
        new("coordination.k8s.io", "v1", "leases", "Lease", true),
    ];

    public static IReadOnlyList<ResourceKind> All => Known;

    public static ResourceKind Pods { get; } = Of("pods");

    public static ResourceKind Nodes { get; } = Of("nodes");

    public static ResourceKind Namespaces { get; } = Of("namespaces");

    public static ResourceKind Deployments { get; } = Of("deployments");

    public static ResourceKind ReplicaSets { get; } = Of("replicasets");

    public static ResourceKind StatefulSets { get; } = Of("statefulsets");

    public static ResourceKind Jobs { get; } = Of("jobs");

    public static ResourceKind Events { get; } = Of("events");

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Name in messages, as in <c>deployments.apps</c>.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Name in messages about fields, as in <c>Deployment.apps</c>.</summary>
    public string GroupKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    /// <summary>Fields of selectors besides the name and namespace (k8s.io/kubernetes, pkg/apis, conversion.go).</summary>
    public IReadOnlyList<string> SelectableFields =>
        Plural switch
        {
            "pods" =>
            [
                "spec.nodeName",
                "spec.restartPolicy",
                "spec.schedulerName",
                "spec.serviceAccountName",
                "spec.hostNetwork",
                "status.phase",
                "status.podIP",
                "status.nominatedNodeName",
            ],
            "nodes" => ["spec.unschedulable"],
            "namespaces" => ["status.phase"],
            "replicasets" => ["status.replicas"],
            "jobs" => ["status.successful"],
            "events" =>
            [
                "involvedObject.kind",
                "involvedObject.namespace",
                "involvedObject.name",
                "involvedObject.uid",
                "involvedObject.apiVersion",
                "involvedObject.resourceVersion",
                "involvedObject.fieldPath",
                "reason",
                "reportingComponent",
                "source",
                "type",
            ],
            _ => [],
        };

    /// <summary>Replacements must have a version; the others are unconditional without one.</summary>
    public bool IsUpdatedByVersion => Plural is "leases" or "poddisruptionbudgets";

    public IReadOnlyList<string> Subresources =>
        Plural switch
        {
            "pods" => ["status", "eviction", "binding", "exec", "log", "resize"],
            "nodes" or "jobs" => ["status"],
            "deployments" or "replicasets" or "statefulsets" => ["status", "scale"],
            _ => [],
        };

    public static ResourceKind Of(string plural) => Known.Single(kind => kind.Plural == plural);

    public static ResourceKind? Find(string group, string version, string plural) =>
        Known.FirstOrDefault(kind => kind.Group == group && kind.Version == version && kind.Plural == plural);
}
