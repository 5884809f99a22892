using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Tables;

/// <summary>
/// Columns of the tables that the API server returns for <c>kubectl get</c>, from k8s.io/kubernetes,
/// pkg/printers/internalversion.
/// </summary>
internal static class Columns
{
    private static readonly Column Name = Field("Name", "metadata", "name");
    private static readonly Column Age = new("Age", (item, now) => AgeOf(item.Text("metadata", "creationTimestamp"), now));

    public static IReadOnlyList<Column> Of(ResourceKind kind) =>
        kind.Plural switch
        {
            "pods" =>
            [
                Name,
                new("Ready", (item, _) => ReadyOf(item)),
                new("Status", (item, _) => StatusOf(item)),
                new("Restarts", (item, _) => RestartsOf(item)),
                Age,
                WideField("IP", "status", "podIP"),
                WideField("Node", "spec", "nodeName"),
            ],
            "nodes" =>
            [
                Name,
                new("Status", (item, _) => NodeStatusOf(item)),
                new("Roles", (item, _) => RolesOf(item)),
                Age,
                Field("Version", "status", "nodeInfo", "kubeletVersion"),
                WideField("OS-Image", "status", "nodeInfo", "osImage"),
            ],
            "deployments" =>
            [
                Name,
                new("Ready", (item, _) => $"{Count(item, "status", "readyReplicas")}/{Count(item, "spec", "replicas")}"),
                NumberField("Up-to-date", "status", "updatedReplicas"),
                NumberField("Available", "status", "availableReplicas"),
                Age,
            ],
            "statefulsets" =>
            [
                Name,
                new("Ready", (item, _) => $"{Count(item, "status", "readyReplicas")}/{Count(item, "spec", "replicas")}"),
                Age,
            ],
            "jobs" =>
            [
                Name,
                new("Status", (item, _) => JobStatusOf(item)),
                new("Completions", (item, _) => $"{Count(item, "status", "succeeded")}/{Count(item, "spec", "completions")}"),
                new("Duration", (item, now) => DurationOf(item, now)),
                Age,
            ],
            "replicasets" =>
            [
                Name,
                NumberField("Desired", "spec", "replicas"),
                NumberField("Current", "status", "replicas"),
                NumberField("Ready", "status", "readyReplicas"),
                Age,
            ],
            "namespaces" => [Name, Field("Status", "status", "phase"), Age],
            "events" =>
            [
                new("Last Seen", (item, now) => AgeOf(item.Text("lastTimestamp"), now)),
                Field("Type", "type"),
                Field("Reason", "reason"),
                new("Object", (item, _) => ObjectOf(item)),
                Field("Message", "message"),
            ],
            _ => [Name, Age],
        };

    // Same units as HumanDuration in k8s.io/apimachinery, pkg/util/duration.
    public static string AgeOf(string timestamp, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset from))
        {
            return "<unknown>";
        }

        TimeSpan age = now > from ? now - from : TimeSpan.Zero;
        (int seconds, int minutes, int hours) = ((int)age.TotalSeconds, (int)age.TotalMinutes, (int)age.TotalHours);
        return age switch
        {
            { TotalMinutes: < 2 } => $"{seconds}s",
            { TotalMinutes: < 10 } => TwoUnits(minutes, "m", seconds % 60, "s"),
            { TotalHours: < 3 } => $"{minutes}m",
            { TotalHours: < 8 } => TwoUnits(hours, "h", minutes % 60, "m"),
            { TotalHours: < 48 } => $"{hours}h",
            { TotalDays: < 8 } => TwoUnits(hours / 24, "d", hours % 24, "h"),
            _ => $"{hours / 24}d",
        };
    }

    private static string TwoUnits(int largeCount, string unit, int smallCount, string smallUnit) =>
        smallCount == 0 ? $"{largeCount}{unit}" : $"{largeCount}{unit}{smallCount}{smallUnit}";

    private static Column Field(string name, params string[] path) =>
        new(name, (item, _) => item.Text(path) is { Length: > 0 } text ? text : "<none>");

    private static Column WideField(string name, params string[] path) => Field(name, path) with { IsWide = true };

    private static Column NumberField(string name, params string[] path) => new(name, (item, _) => $"{Count(item, path)}");

    private static long Count(JsonObject item, params string[] path) => item.Number(path) ?? 0;

    private static string ObjectOf(JsonObject clusterEvent) =>
        $"{clusterEvent.Text("involvedObject", "kind").ToLowerInvariant()}/{clusterEvent.Text("involvedObject", "name")}";

    private static string ReadyOf(JsonObject pod) =>
        $"{pod.Items("status", "containerStatuses").Count(item => item.Text("ready") == "true")}/{pod.Items("spec", "containers").Count()}";

    private static string RestartsOf(JsonObject pod) =>
        $"{pod.Items("status", "containerStatuses").Sum(item => item.Number("restartCount") ?? 0)}";

    private static string StatusOf(JsonObject pod)
    {
        string waiting = pod.Items("status", "containerStatuses")
            .Select(item => item.Text("state", "waiting", "reason"))
            .FirstOrDefault(reason => reason.Length > 0)
            ?? "";
        return pod.At("metadata", "deletionTimestamp") is not null ? "Terminating"
            : waiting.Length > 0 ? waiting
            : pod.Text("status", "phase");
    }

    // pkg/printers/internalversion, printJob.
    private static string JobStatusOf(JsonObject job)
    {
        bool Has(string type) => job.Items("status", "conditions").Any(one => one.Text("type") == type && one.Text("status") == "True");
        return job switch
        {
            _ when Has("Complete") => "Complete",
            _ when Has("Failed") => "Failed",
            _ when job.At("metadata", "deletionTimestamp") is not null => "Terminating",
            _ when Has("Suspended") => "Suspended",
            _ when Has("FailureTarget") => "FailureTarget",
            _ when Has("SuccessCriteriaMet") => "SuccessCriteriaMet",
            _ => "Running",
        };
    }

    private static string DurationOf(JsonObject job, DateTimeOffset now)
    {
        string end = job.Text("status", "completionTime");
        return job.Text("status", "startTime") is { Length: > 0 } start
            ? AgeOf(start, end.Length > 0 ? DateTimeOffset.Parse(end, CultureInfo.InvariantCulture) : now)
            : "";
    }

    private static string NodeStatusOf(JsonObject node)
    {
        bool isReady = node.Items("status", "conditions").Any(item => item.Text("type") == "Ready" && item.Text("status") == "True");
        return (isReady ? "Ready" : "NotReady") + (node.Text("spec", "unschedulable") == "true" ? ",SchedulingDisabled" : "");
    }

    private static string RolesOf(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        string[] roles =
        [
            .. (node.At("metadata", "labels") as JsonObject ?? [])
                .Select(label => label.Key)
                .Where(key => key.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(key => key[Prefix.Length..]),
        ];
        return roles.Length > 0 ? string.Join(',', roles) : "<none>";
    }
}
