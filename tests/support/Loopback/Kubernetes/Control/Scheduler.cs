using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed class Scheduler(ObjectStore store, EventLog events)
{
    public void Step()
    {
        JsonObject[] waiting =
        [
            .. store
                .List(ResourceKind.Pods)
                .Where(pod => pod.Text("spec", "nodeName").Length == 0 && pod.At("metadata", "deletionTimestamp") is null),
        ];
        if (waiting.Length == 0)
        {
            return;
        }

        List<JsonObject> placed =
        [
            .. store
                .List(ResourceKind.Pods)
                .Where(pod => pod.Text("spec", "nodeName").Length > 0 && pod.Text("status", "phase") is not ("Succeeded" or "Failed")),
        ];
        foreach (JsonObject pod in waiting)
        {
            Place(pod, placed);
        }
    }

    private static BigInteger Asked(JsonObject container, string resource) =>
        Quantity.Nano(container.Text("resources", "requests", resource)) ?? 0;

    // Kubernetes documentation, "Sidecar Containers" and "Pod Overhead": the maximum of what finally runs and what any
    // step of the start needs.
    private static BigInteger AskedByPod(JsonObject pod, string resource)
    {
        JsonObject[] first = [.. pod.Items("spec", "initContainers")];
        BigInteger Lasting(IEnumerable<JsonObject> some) =>
            some.Where(one => one.Text("restartPolicy") == "Always").Aggregate(BigInteger.Zero, (sum, one) => sum + Asked(one, resource));
        BigInteger most = pod.Items("spec", "containers").Aggregate(Lasting(first), (sum, one) => sum + Asked(one, resource));
        for (int index = 0; index < first.Length; index++)
        {
            most = BigInteger.Max(most, Lasting(first[..index]) + Asked(first[index], resource));
        }

        return most + (Quantity.Nano(pod.Text("spec", "overhead", resource)) ?? 0);
    }

    /// <summary>Returns why the pod does not fit, in the words of the scheduler's plugins.</summary>
    private static IEnumerable<string> FindShortages(JsonObject pod, JsonObject node, JsonObject[] there) =>
        [
            .. there.Length < (node.Number("status", "allocatable", "pods") ?? 0) ? [] : new[] { "Too many pods" },
            .. new[] { "cpu", "memory" }
                .Where(resource => !Fits(pod, node, there, resource))
                .Select(resource => $"Insufficient {resource}"),
        ];

    private static bool Fits(JsonObject pod, JsonObject node, JsonObject[] there, string resource) =>
        there.Aggregate(AskedByPod(pod, resource), (sum, other) => sum + AskedByPod(other, resource))
        <= (Quantity.Nano(node.Text("status", "allocatable", resource)) ?? 0);

    /// <summary>Returns the first reason why the node takes no such pod, whatever its size.</summary>
    private static string? FindObstacle(JsonObject node, JsonObject pod)
    {
        JsonObject? taint = node.Items("spec", "taints")
            .Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute")
            .FirstOrDefault(taint => !pod.Items("spec", "tolerations").Any(one => Tolerates(one, taint)));
        return node switch
        {
            _ when node.Text("spec", "unschedulable") == "true" => "node(s) were unschedulable",
            _ when taint is not null => $"node(s) had untolerated taint {{{taint.Text("key")}: {taint.Text("value")}}}",
            _ when (pod.At("spec", "nodeSelector") as JsonObject ?? []).Any(wanted =>
                    node.Text("metadata", "labels", wanted.Key) != wanted.Value?.ToString()
                ) => "node(s) didn't match Pod's node affinity/selector",
            _ => null,
        };
    }

    // Kubernetes documentation, "Taints and Tolerations": an empty key with Exists matches all, an empty effect all
    // effects.
    private static bool Tolerates(JsonObject toleration, JsonObject taint) =>
        toleration.Text("effect") is var effect
        && (effect.Length == 0 || effect == taint.Text("effect"))
        && toleration.Text("key") is var key
        && (
            toleration.Text("operator") == "Exists"
                ? key.Length == 0 || key == taint.Text("key")
                : key == taint.Text("key") && toleration.Text("value") == taint.Text("value")
        );

    private void Place(JsonObject pod, List<JsonObject> placed)
    {
        ObjectKey key = new(ResourceKind.Pods, pod.Text("metadata", "namespace"), pod.Text("metadata", "name"));
        (JsonObject Node, JsonObject[] There, string[] Reasons)[] nodes =
        [
            .. store
                .List(ResourceKind.Nodes)
                .Select(node =>
                {
                    JsonObject[] there = [.. placed.Where(other => other.Text("spec", "nodeName") == node.Text("metadata", "name"))];
                    return (node, there, FindObstacle(node, pod) is { } obstacle ? [obstacle] : FindShortages(pod, node, there).ToArray());
                }),
        ];
        JsonObject? chosen = nodes
            .Where(place => place.Reasons.Length == 0)
            .OrderBy(place => place.There.Length)
            .Select(place => place.Node)
            .FirstOrDefault();
        if (chosen is not null)
        {
            Bind(key, pod, chosen.Text("metadata", "name"));
            placed.Add(pod);
        }
        else if (pod.At("status", "conditions") is null)
        {
            string why = Explain([.. nodes.Select(place => place.Reasons)]);
            JsonObject condition = Kubelets.Condition("PodScheduled", "False", store.Clock, pod);
            (condition["reason"], condition["message"]) = ("Unschedulable", why);
            pod.Map("status")["conditions"] = new JsonArray(condition);
            store.Replace(key, pod);
            events.Add(key, pod, "default-scheduler", "FailedScheduling", why, "Warning");
        }
    }

    // k8s.io/kubernetes, pkg/scheduler/framework, FitError: reasons with the number of their nodes, sorted as text.
    private static string Explain(string[][] reasons)
    {
        string none = string.Create(CultureInfo.InvariantCulture, $"0/{reasons.Length} nodes are available: ");
        if (reasons.Length == 0)
        {
            return "no nodes available to schedule pods";
        }

        string[] preemption =
        [
            .. reasons.Select(node =>
                node.Any(one => one.StartsWith("node(s)", StringComparison.Ordinal))
                    ? "Preemption is not helpful for scheduling"
                    : "No preemption victims found for incoming pod"
            ),
        ];
        return $"{none}{Count(reasons.SelectMany(node => node))}. no new claims to deallocate, preemption: {none}{Count(preemption)}.";

        static string Count(IEnumerable<string> all) =>
            string.Join(
                ", ",
                all.CountBy(one => one)
                    .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key}"))
                    .Order(StringComparer.Ordinal)
            );
    }

    private void Bind(ObjectKey key, JsonObject pod, string node)
    {
        pod.Map("spec")["nodeName"] = node;
        pod.Map("status")["conditions"] = new JsonArray(Kubelets.Condition("PodScheduled", "True", store.Clock, pod));
        store.Replace(key, pod);
        events.Add(key, pod, "default-scheduler", "Scheduled", $"Successfully assigned {key.Namespace}/{key.Name} to {node}");
    }
}
