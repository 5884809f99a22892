using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Tables;

/// <summary>k8s.io/kubernetes, pkg/printers/internalversion.</summary>
internal static class Columns
{
    private static readonly Column Name = Field("Name", "metadata", "name");
    private static readonly Column Age = new("Age", (one, now) => AgeOf(one.Text("metadata", "creationTimestamp"), now));

    public static IReadOnlyList<Column> Of(ResourceKind kind) => kind.Plural switch
    {
        "pods" => [Name, new("Ready", (one, _) => ReadyOf(one)), new("Status", (one, _) => StatusOf(one)), new("Restarts", (one, _) => RestartsOf(one)), Age, Wide("IP", "status", "podIP"), Wide("Node", "spec", "nodeName")],
        "nodes" => [Name, new("Status", (one, _) => NodeStatusOf(one)), new("Roles", (one, _) => RolesOf(one)), Age, Field("Version", "status", "nodeInfo", "kubeletVersion"), Wide("OS-Image", "status", "nodeInfo", "osImage")],
        "deployments" => [Name, new("Ready", (one, _) => $"{Count(one, "status", "readyReplicas")}/{Count(one, "spec", "replicas")}"), Counted("Up-to-date", "status", "updatedReplicas"), Counted("Available", "status", "availableReplicas"), Age],
        "statefulsets" => [Name, new("Ready", (one, _) => $"{Count(one, "status", "readyReplicas")}/{Count(one, "spec", "replicas")}"), Age],
        "replicasets" => [Name, Counted("Desired", "spec", "replicas"), Counted("Current", "status", "replicas"), Counted("Ready", "status", "readyReplicas"), Age],
        "namespaces" => [Name, Field("Status", "status", "phase"), Age],
        "events" => [new("Last Seen", (one, now) => AgeOf(one.Text("lastTimestamp"), now)), Field("Type", "type"), Field("Reason", "reason"), new("Object", (one, _) => ObjectOf(one)), Field("Message", "message")],
        _ => [Name, Age],
    };

    // k8s.io/apimachinery, pkg/util/duration, HumanDuration.
    public static string AgeOf(string since, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset from))
        {
            return "<unknown>";
        }

        TimeSpan age = now > from ? now - from : TimeSpan.Zero;
        (int seconds, int minutes, int hours) = ((int)age.TotalSeconds, (int)age.TotalMinutes, (int)age.TotalHours);
        return age switch
        {
            { TotalMinutes: < 2 } => $"{seconds}s",
            { TotalMinutes: < 10 } => Both(minutes, "m", seconds % 60, "s"),
            { TotalHours: < 3 } => $"{minutes}m",
            { TotalHours: < 8 } => Both(hours, "h", minutes % 60, "m"),
            { TotalHours: < 48 } => $"{hours}h",
            { TotalDays: < 8 } => Both(hours / 24, "d", hours % 24, "h"),
            _ => $"{hours / 24}d",
        };
    }

    private static string Both(int large, string unit, int small, string smallUnit) => small == 0 ? $"{large}{unit}" : $"{large}{unit}{small}{smallUnit}";

    private static Column Field(string name, params string[] path) => new(name, (one, _) => one.Text(path) is { Length: > 0 } text ? text : "<none>");

    private static Column Wide(string name, params string[] path) => Field(name, path) with { IsWide = true };

    private static Column Counted(string name, params string[] path) => new(name, (one, _) => $"{Count(one, path)}");

    private static long Count(JsonObject one, params string[] path) => one.Number(path) ?? 0;

    private static string ObjectOf(JsonObject happened) => $"{happened.Text("involvedObject", "kind").ToLowerInvariant()}/{happened.Text("involvedObject", "name")}";

    private static string ReadyOf(JsonObject pod) =>
        $"{pod.Items("status", "containerStatuses").Count(one => one.Text("ready") == "true")}/{pod.Items("spec", "containers").Count()}";

    private static string RestartsOf(JsonObject pod) => $"{pod.Items("status", "containerStatuses").Sum(one => one.Number("restartCount") ?? 0)}";

    private static string StatusOf(JsonObject pod)
    {
        string waiting = pod.Items("status", "containerStatuses").Select(one => one.Text("state", "waiting", "reason")).FirstOrDefault(reason => reason.Length > 0) ?? "";
        return pod.At("metadata", "deletionTimestamp") is not null ? "Terminating" : waiting.Length > 0 ? waiting : pod.Text("status", "phase");
    }

    private static string NodeStatusOf(JsonObject node)
    {
        bool isReady = node.Items("status", "conditions").Any(one => one.Text("type") == "Ready" && one.Text("status") == "True");
        return (isReady ? "Ready" : "NotReady") + (node.Text("spec", "unschedulable") == "true" ? ",SchedulingDisabled" : "");
    }

    private static string RolesOf(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        string[] roles = [.. (node.At("metadata", "labels") as JsonObject ?? []).Select(label => label.Key).Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..])];
        return roles.Length > 0 ? string.Join(',', roles) : "<none>";
    }
}
