using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>Fields that the server adds to a new pod (Kubernetes API reference, Pod).</summary>
internal static class PodDefaults
{
    private static readonly string[] Unavailable = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    public static JsonObject Set(JsonObject pod)
    {
        pod.Map("metadata")["generation"] = 1;
        JsonObject spec = pod.Map("spec");
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["schedulerName"] ??= "default-scheduler";
        spec["serviceAccountName"] ??= "default";
        spec["serviceAccount"] = spec.Text("serviceAccountName");
        spec["enableServiceLinks"] ??= true;
        spec["priority"] ??= 0;
        spec["preemptionPolicy"] ??= "PreemptLowerPriority";
        spec["securityContext"] ??= new JsonObject();
        spec["tolerations"] = new JsonArray([
            .. spec.Items("tolerations").Select(one => one.DeepClone()),
            .. Unavailable.Where(key => !IsTolerated(spec, key)).Select(Toleration),
        ]);
        foreach (JsonObject container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            // Requests default to the limits.
            foreach ((string resource, JsonNode? limit) in container.At("resources", "limits") as JsonObject ?? [])
            {
                container.Map("resources", "requests")[resource] ??= limit?.DeepClone();
            }

            container["resources"] ??= new JsonObject();
            container["imagePullPolicy"] ??= PullPolicyOf(container.Text("image"));
            container["terminationMessagePath"] ??= "/dev/termination-log";
            container["terminationMessagePolicy"] ??= "File";
        }

        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOf(spec) };
        return pod;
    }

    // Kubernetes documentation, "Images": without a tag, or with the tag latest, the image is always pulled.
    private static string PullPolicyOf(string image)
    {
        string name = image.Split('/')[^1];
        bool isLatest =
            !name.Contains('@', StringComparison.Ordinal)
            && (!name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal));
        return isLatest ? "Always" : "IfNotPresent";
    }

    // Kubernetes documentation, "Pod Quality of Service Classes".
    private static string QualityOf(JsonObject spec)
    {
        JsonObject[] all = [.. spec.Items("containers"), .. spec.Items("initContainers")];
        bool isGuaranteed = all.All(one =>
            new[] { "cpu", "memory" }.All(resource =>
                one.Text("resources", "limits", resource) is { Length: > 0 } limit
                && Quantity.Nano(limit) == Quantity.Nano(one.Text("resources", "requests", resource))
            )
        );
        bool isBestEffort = all.All(one =>
            one.At("resources", "requests") is not JsonObject { Count: > 0 }
            && one.At("resources", "limits") is not JsonObject { Count: > 0 }
        );
        return (isGuaranteed, isBestEffort) switch
        {
            (true, _) => "Guaranteed",
            (_, true) => "BestEffort",
            _ => "Burstable",
        };
    }

    private static bool IsTolerated(JsonObject spec, string key) =>
        spec.Items("tolerations")
            .Any(one =>
                one.Text("key") is var tolerated && (tolerated.Length == 0 || tolerated == key) && one.Text("effect") is "" or "NoExecute"
            );

    // Kubernetes documentation, "Taints and Tolerations", Taint based Evictions.
    private static JsonObject Toleration(string key) =>
        new()
        {
            ["key"] = key,
            ["operator"] = "Exists",
            ["effect"] = "NoExecute",
            ["tolerationSeconds"] = 300,
        };
}
