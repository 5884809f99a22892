using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal static class PodDefaults
{
    public static JsonObject Set(JsonObject pod)
    {
        JsonObject spec = pod.Map("spec");
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["schedulerName"] ??= "default-scheduler";
        foreach (JsonObject container in spec.Items("containers"))
        {
            // Requests default to the limits.
            if (container.At("resources", "limits") is JsonObject limits && container.At("resources", "requests") is null)
            {
                container.Map("resources")["requests"] = limits.DeepClone();
            }

            container["imagePullPolicy"] ??= "IfNotPresent";
        }

        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "Burstable" };
        return pod;
    }
}
