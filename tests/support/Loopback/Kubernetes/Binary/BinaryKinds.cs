namespace Loopback.Kubernetes.Binary;

/// <summary>
/// Fields of deletions and of the kinds that kubectl sends in this format (Kubernetes, <c>generated.proto</c> of each
/// API group). Large kinds list only the fields that kubectl fills.
/// </summary>
internal static class BinaryKinds
{
    public const string Text = "text";
    public const string Number = "number";
    public const string Flag = "flag";
    public const string Map = "map";
    public const string Amounts = "amounts";

    public const string Time = "time";

    /// <summary>IntOrString.</summary>
    public const string Either = "either";

    // Suffixes of a type: ? is present even when empty, * may be repeated.
    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["ObjectMeta"] =
            "1 name text, 2 generateName text, 3 namespace text, 4 selfLink text, 5 uid text, 6 resourceVersion text, 7 generation number, 8 creationTimestamp time, 9 deletionTimestamp time, "
            + "10 deletionGracePeriodSeconds number?, 11 labels map, 12 annotations map, 13 ownerReferences OwnerReference*, 14 finalizers text*",
        ["OwnerReference"] = "1 kind text, 3 name text, 4 uid text, 5 apiVersion text, 6 controller flag?, 7 blockOwnerDeletion flag?",
        ["LabelSelector"] = "1 matchLabels map, 2 matchExpressions LabelRule*",
        ["LabelRule"] = "1 key text, 2 operator text, 3 values text*",

        ["v1/DeleteOptions"] =
            "1 gracePeriodSeconds number?, 2 preconditions Preconditions, 3 orphanDependents flag?, 4 propagationPolicy text?, 5 dryRun text*",
        ["Preconditions"] = "1 uid text?, 2 resourceVersion text?",
        ["policy/v1/Eviction"] = "1 metadata ObjectMeta, 2 deleteOptions v1/DeleteOptions",
        ["policy/v1beta1/Eviction"] = "1 metadata ObjectMeta, 2 deleteOptions v1/DeleteOptions",

        ["v1/Namespace"] = "1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status NamespaceStatus",
        ["NamespaceSpec"] = "1 finalizers text*",
        ["NamespaceStatus"] = "1 phase text",

        ["v1/ConfigMap"] = "1 metadata ObjectMeta, 2 data map, 4 immutable flag?",

        ["v1/ResourceQuota"] = "1 metadata ObjectMeta, 2 spec QuotaSpec, 3 status QuotaStatus",
        ["QuotaSpec"] = "1 hard amounts, 2 scopes text*",
        ["QuotaStatus"] = "1 hard amounts, 2 used amounts",

        ["v1/Service"] = "1 metadata ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus",
        ["ServiceSpec"] =
            "1 ports ServicePort*, 2 selector map, 3 clusterIP text, 4 type text, 5 externalIPs text*, 7 sessionAffinity text, 8 loadBalancerIP text, 9 loadBalancerSourceRanges text*, 10 externalName text, "
            + "11 externalTrafficPolicy text, 12 healthCheckNodePort number, 13 publishNotReadyAddresses flag, 17 ipFamilyPolicy text?, 18 clusterIPs text*, 19 ipFamilies text*",
        ["ServicePort"] = "1 name text, 2 protocol text, 3 port number, 4 targetPort either?, 5 nodePort number, 6 appProtocol text?",
        ["ServiceStatus"] = "1 loadBalancer LoadBalancer",
        ["LoadBalancer"] = "",

        ["policy/v1/PodDisruptionBudget"] = "1 metadata ObjectMeta, 2 spec BudgetSpec, 3 status BudgetStatus",
        ["BudgetSpec"] = "1 minAvailable either?, 2 selector LabelSelector?, 3 maxUnavailable either?, 4 unhealthyPodEvictionPolicy text?",
        ["BudgetStatus"] =
            "1 observedGeneration number, 3 disruptionsAllowed number, 4 currentHealthy number, 5 desiredHealthy number, 6 expectedPods number",

        ["apps/v1/Deployment"] = "1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus",
        ["DeploymentSpec"] =
            "1 replicas number?, 2 selector LabelSelector?, 3 template PodTemplate, 4 strategy Strategy, 5 minReadySeconds number, 6 revisionHistoryLimit number?, 7 paused flag, 9 progressDeadlineSeconds number?",
        ["Strategy"] = "1 type text, 2 rollingUpdate RollingUpdate",
        ["RollingUpdate"] = "1 maxUnavailable either?, 2 maxSurge either?",
        ["DeploymentStatus"] =
            "1 observedGeneration number, 2 replicas number, 3 updatedReplicas number, 4 availableReplicas number, 5 unavailableReplicas number, 7 readyReplicas number, 8 collisionCount number?",
        ["PodTemplate"] = "1 metadata ObjectMeta, 2 spec PodSpec",
        ["PodSpec"] =
            "2 containers Container*, 3 restartPolicy text, 4 terminationGracePeriodSeconds number?, 5 activeDeadlineSeconds number?, 6 dnsPolicy text, 7 nodeSelector map, 8 serviceAccountName text, 9 serviceAccount text, "
            + "10 nodeName text, 11 hostNetwork flag, 12 hostPID flag, 13 hostIPC flag, 16 hostname text, 17 subdomain text, 19 schedulerName text, 20 initContainers Container*, 21 automountServiceAccountToken flag?, 24 priorityClassName text, 25 priority number?",
        ["Container"] =
            "1 name text, 2 image text, 3 command text*, 4 args text*, 5 workingDir text, 6 ports ContainerPort*, 7 env Variable*, 8 resources Resources, 13 terminationMessagePath text, 14 imagePullPolicy text, "
            + "16 stdin flag, 17 stdinOnce flag, 18 tty flag, 20 terminationMessagePolicy text",
        ["ContainerPort"] = "1 name text, 2 hostPort number, 3 containerPort number, 4 protocol text, 5 hostIP text",
        ["Variable"] = "1 name text, 2 value text",
        ["Resources"] = "1 limits amounts, 2 requests amounts",
    };

    private static readonly Dictionary<string, Dictionary<int, BinaryField>> Tables = Messages.ToDictionary(
        pair => pair.Key,
        pair => Read(pair.Value),
        StringComparer.Ordinal
    );

    /// <param name="message">Name of a message, or <c>VERSION/KIND</c>, as in <c>apps/v1/Deployment</c>.</param>
    public static IReadOnlyDictionary<int, BinaryField>? Find(string message) => Tables.GetValueOrDefault(message);

    private static Dictionary<int, BinaryField> Read(string table)
    {
        Dictionary<int, BinaryField> fields = [];
        foreach (string[] words in table.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
        {
            string type = words[2];
            fields.Add(
                int.Parse(words[0], CultureInfo.InvariantCulture),
                new BinaryField(words[1], type.TrimEnd('?', '*'), type.EndsWith('?'), type.EndsWith('*'))
            );
        }

        return fields;
    }
}
