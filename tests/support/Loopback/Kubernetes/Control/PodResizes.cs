using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>Kubernetes documentation, "Resize CPU and Memory Resources assigned to Containers".</summary>
internal static class PodResizes
{
    /// <summary>Other changes than those of resources are ignored, as by the subresource.</summary>
    public static JsonObject Apply(JsonObject before, JsonObject wanted)
    {
        JsonObject after = before.Copy();
        foreach (JsonObject container in after.Items("spec", "containers"))
        {
            if (
                wanted.Items("spec", "containers").FirstOrDefault(one => one.Text("name") == container.Text("name"))?["resources"] is
                { } resources
            )
            {
                container["resources"] = resources.DeepClone();
            }
        }

        return after;
    }
}
