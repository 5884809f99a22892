using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed class Scheduler(ObjectStore store, EventLog events)
{
    public void Step()
    {
        JsonObject[] waiting = [.. store.List(ResourceKind.Pods).Where(pod => pod.Text("spec", "nodeName").Length == 0 && pod.At("metadata", "deletionTimestamp") is null)];
        if (waiting.Length == 0)
        {
            return;
        }

        List<JsonObject> placed = [.. store.List(ResourceKind.Pods).Where(pod => pod.Text("spec", "nodeName").Length > 0 && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))];
        foreach (JsonObject pod in waiting)
        {
            Place(pod, placed);
        }
    }

    private static BigInteger Asked(JsonObject container, string resource) => Quantity.Nano(container.Text("resources", "requests", resource)) ?? 0;

    // Kubernetes documentation, "Sidecar Containers" and "Pod Overhead": the maximum of what finally runs and what any
    // step of the start needs.
    private static BigInteger AskedByPod(JsonObject pod, string resource)
    {
        JsonObject[] first = [.. pod.Items("spec", "initContainers")];
        BigInteger Lasting(IEnumerable<JsonObject> some) => some.Where(one => one.Text("restartPolicy") == "Always").Aggregate(BigInteger.Zero, (sum, one) => sum + Asked(one, resource));
        BigInteger most = pod.Items("spec", "containers").Aggregate(Lasting(first), (sum, one) => sum + Asked(one, resource));
        for (int index = 0; index < first.Length; index++)
        {
            most = BigInteger.Max(most, Lasting(first[..index]) + Asked(first[index], resource));
        }

        return most + (Quantity.Nano(pod.Text("spec", "overhead", resource)) ?? 0);
    }

    private static bool Fits(JsonObject pod, JsonObject node, JsonObject[] there) =>
        there.Length < (node.Number("status", "allocatable", "pods") ?? 0) && Fits(pod, node, there, "cpu") && Fits(pod, node, there, "memory");

    private static bool Fits(JsonObject pod, JsonObject node, JsonObject[] there, string resource) =>
        there.Aggregate(AskedByPod(pod, resource), (sum, other) => sum + AskedByPod(other, resource)) <= (Quantity.Nano(node.Text("status", "allocatable", resource)) ?? 0);

    private static bool IsOpen(JsonObject node, JsonObject pod) =>
        node.Text("spec", "unschedulable") != "true"
        && node.Items("spec", "taints").Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute").All(taint => pod.Items("spec", "tolerations").Any(one => Tolerates(one, taint)))
        && (pod.At("spec", "nodeSelector") as JsonObject ?? []).All(wanted => node.Text("metadata", "labels", wanted.Key) == wanted.Value?.ToString());

    // Kubernetes documentation, "Taints and Tolerations": an empty key with Exists matches all, an empty effect all
    // effects.
    private static bool Tolerates(JsonObject toleration, JsonObject taint) =>
        toleration.Text("effect") is var effect && (effect.Length == 0 || effect == taint.Text("effect"))
        && toleration.Text("key") is var key && (toleration.Text("operator") == "Exists" ? key.Length == 0 || key == taint.Text("key") : key == taint.Text("key") && toleration.Text("value") == taint.Text("value"));

    private void Place(JsonObject pod, List<JsonObject> placed)
    {
        ObjectKey key = new(ResourceKind.Pods, pod.Text("metadata", "namespace"), pod.Text("metadata", "name"));
        List<JsonObject> nodes = store.List(ResourceKind.Nodes);
        JsonObject? chosen = nodes
            .Select(node => (Node: node, There: placed.Where(other => other.Text("spec", "nodeName") == node.Text("metadata", "name")).ToArray()))
            .Where(place => IsOpen(place.Node, pod) && Fits(pod, place.Node, place.There))
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
            string why = string.Create(CultureInfo.InvariantCulture, $"0/{nodes.Count} nodes are available: {nodes.Count(node => !IsOpen(node, pod))} node(s) were unschedulable, {nodes.Count(node => IsOpen(node, pod))} Insufficient resources.");
            pod.Map("status")["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "False", ["reason"] = "Unschedulable", ["message"] = why });
            store.Replace(key, pod);
            events.Add(key, pod, "default-scheduler", "FailedScheduling", why, "Warning");
        }
    }

    private void Bind(ObjectKey key, JsonObject pod, string node)
    {
        pod.Map("spec")["nodeName"] = node;
        pod.Map("status")["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "True", ["lastTransitionTime"] = JsonAccess.Time(store.Clock.GetUtcNow()) });
        store.Replace(key, pod);
        events.Add(key, pod, "default-scheduler", "Scheduled", $"Successfully assigned {key.Namespace}/{key.Name} to {node}");
    }
}
