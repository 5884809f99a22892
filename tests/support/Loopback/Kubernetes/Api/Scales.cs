using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Api;

internal static class Scales
{
    public static JsonObject Of(JsonObject one)
    {
        JsonObject meta = [];
        foreach (string field in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            meta[field] = one.Text("metadata", field);
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = meta,
            ["spec"] = new JsonObject { ["replicas"] = one.Number("spec", "replicas") ?? 1 },
            ["status"] = new JsonObject
            {
                ["replicas"] = one.Number("status", "replicas") ?? 0,
                ["selector"] = string.Join(
                    ',',
                    (one.At("spec", "selector", "matchLabels") as JsonObject ?? []).Select(label => $"{label.Key}={label.Value}")
                ),
            },
        };
    }

    public static JsonObject Apply(JsonObject one, JsonObject scale)
    {
        JsonObject after = one.Copy();
        after.Map("spec")["replicas"] = scale.Number("spec", "replicas") is { } wanted and >= 0
            ? wanted
            : throw ApiFault.BadRequest("spec.replicas must be 0 or more");
        return after;
    }
}
