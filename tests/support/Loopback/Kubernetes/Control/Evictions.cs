using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed class Evictions(ControlPlane plane)
{
    public void Evict(ObjectKey key, JsonObject eviction)
    {
        JsonObject pod = plane.Store.Find(key) ?? throw ApiFault.NotFound(key);
        foreach (
            JsonObject budget in plane
                .Store.List(ResourceKind.Of("poddisruptionbudgets"), key.Namespace)
                .Where(budget => Selector.Matches(budget.At("spec", "selector"), pod.At("metadata", "labels")))
        )
        {
            Check(budget, key.Namespace);
        }

        // Kubernetes documentation, "Disruptions", Pod disruption conditions.
        JsonObject condition = Kubelets.Condition(Kubelets.Disruption, "True", plane.Store.Clock, pod);
        (condition["reason"], condition["message"]) = ("EvictionByEvictionAPI", "Eviction API: evicting");
        JsonArray conditions =
        [
            .. pod.Items("status", "conditions").Where(one => one.Text("type") != Kubelets.Disruption).Select(one => one.DeepClone()),
            condition,
        ];
        pod.Map("status")["conditions"] = conditions;
        plane.Store.Replace(key, pod);
        plane.Deletion.Begin(key, eviction["deleteOptions"] as JsonObject ?? []);
    }

    private static bool IsHealthy(JsonObject pod) =>
        pod.At("metadata", "deletionTimestamp") is null
        && pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    private static long Amount(string text, int of) =>
        text.EndsWith('%')
            ? (long)Math.Ceiling(double.Parse(text.TrimEnd('%'), CultureInfo.InvariantCulture) * of / 100)
            : long.Parse(text, CultureInfo.InvariantCulture);

    private void Check(JsonObject budget, string space)
    {
        JsonObject[] pods =
        [
            .. plane
                .Store.List(ResourceKind.Pods, space)
                .Where(pod => Selector.Matches(budget.At("spec", "selector"), pod.At("metadata", "labels"))),
        ];
        int expected = pods.Count(pod => pod.At("metadata", "deletionTimestamp") is null);
        int healthy = pods.Count(IsHealthy);
        string least = budget.Text("spec", "minAvailable");
        string most = budget.Text("spec", "maxUnavailable");
        long wanted =
            least.Length > 0 ? Amount(least, expected)
            : most.Length > 0 ? expected - Amount(most, expected)
            : 0;
        if (healthy - 1 < wanted)
        {
            string name = budget.Text("metadata", "name");
            throw new ApiFault(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.")
            {
                Causes =
                [
                    new JsonObject
                    {
                        ["reason"] = "DisruptionBudget",
                        ["message"] = string.Create(
                            CultureInfo.InvariantCulture,
                            $"The disruption budget {name} needs {wanted} healthy pods and has {healthy} currently"
                        ),
                    },
                ],
            };
        }
    }
}
