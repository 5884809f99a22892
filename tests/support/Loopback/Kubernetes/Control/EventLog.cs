using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed class EventLog(ObjectStore store)
{
    private long _count;

    public void Add(ObjectKey key, JsonObject about, string component, string reason, string message, string type = "Normal")
    {
        string space = key.Namespace.Length > 0 ? key.Namespace : "default";
        string time = JsonAccess.Time(store.Clock.GetUtcNow());
        string name = string.Create(CultureInfo.InvariantCulture, $"{key.Name}.{++_count:x16}");
        store.Add(
            new ObjectKey(ResourceKind.Events, space, name),
            new JsonObject
            {
                ["involvedObject"] = new JsonObject
                {
                    ["kind"] = key.Kind.Kind,
                    ["namespace"] = key.Namespace,
                    ["name"] = key.Name,
                    ["uid"] = about.Text("metadata", "uid"),
                    ["apiVersion"] = key.Kind.ApiVersion,
                },
                ["reason"] = reason,
                ["message"] = message,
                ["type"] = type,
                ["count"] = 1,
                ["firstTimestamp"] = time,
                ["lastTimestamp"] = time,
                ["source"] = new JsonObject { ["component"] = component },
            }
        );
    }
}
