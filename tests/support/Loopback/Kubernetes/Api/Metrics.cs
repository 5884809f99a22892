using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Api;

/// <summary>Nothing is measured: a running container uses what it requests, a node what its pods use.</summary>
internal sealed class Metrics(ObjectStore store)
{
    public const string Group = "metrics.k8s.io";
    public const string Version = "v1beta1";

    public static JsonObject Kinds() =>
        new()
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = $"{Group}/{Version}",
            ["resources"] = new JsonArray(
                KindOf("nodes", "NodeMetrics", isNamespaced: false),
                KindOf("pods", "PodMetrics", isNamespaced: true)
            ),
        };

    public JsonObject? Find(HttpRequest request)
    {
        Selector selector = new(ResourceKind.Pods, request.Query["labelSelector"].ToString(), "");
        return (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["apis", Group, Version, "nodes"] => List("NodeMetrics", store.List(ResourceKind.Nodes).Where(selector.Matches).Select(OfNode)),
            ["apis", Group, Version, "nodes", var name] => OfNode(There(new ObjectKey(ResourceKind.Nodes, "", name))),
            ["apis", Group, Version, "pods"] => List("PodMetrics", Running().Where(selector.Matches).Select(OfPod)),
            ["apis", Group, Version, "namespaces", var space, "pods"] => List(
                "PodMetrics",
                Running(space).Where(selector.Matches).Select(OfPod)
            ),
            ["apis", Group, Version, "namespaces", var space, "pods", var name] => OfPod(
                There(new ObjectKey(ResourceKind.Pods, space, name))
            ),
            _ => null,
        };
    }

    private static JsonObject KindOf(string plural, string kind, bool isNamespaced) =>
        new()
        {
            ["name"] = plural,
            ["singularName"] = "",
            ["namespaced"] = isNamespaced,
            ["kind"] = kind,
            ["verbs"] = new JsonArray("get", "list"),
        };

    private static JsonObject List(string kind, IEnumerable<JsonObject> items) =>
        new()
        {
            ["kind"] = $"{kind}List",
            ["apiVersion"] = $"{Group}/{Version}",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. items]),
        };

    private static BigInteger Asked(JsonObject container, string resource) =>
        Quantity.Nano(container.Text("resources", "requests", resource)) ?? 0;

    // Whole millicores and whole KiB, as metrics-server rounds them.
    private static JsonObject Usage(IReadOnlyCollection<JsonObject> containers) =>
        new() { ["cpu"] = $"{Sum(containers, "cpu") / 1_000_000}m", ["memory"] = $"{Sum(containers, "memory") / 1_000_000_000 / 1024}Ki" };

    private static BigInteger Sum(IEnumerable<JsonObject> containers, string resource) =>
        containers.Aggregate(BigInteger.Zero, (sum, container) => sum + Asked(container, resource));

    private JsonObject There(ObjectKey key) => store.Find(key) ?? throw ApiFault.NotFound(key);

    private IEnumerable<JsonObject> Running(string space = "") =>
        store.List(ResourceKind.Pods, space).Where(pod => pod.Text("status", "phase") == "Running");

    private JsonObject Measured(string kind, JsonObject one)
    {
        JsonObject meta = new() { ["name"] = one.Text("metadata", "name") };
        if (one.Text("metadata", "namespace") is { Length: > 0 } space)
        {
            meta["namespace"] = space;
        }

        meta["labels"] = one.At("metadata", "labels")?.DeepClone() ?? new JsonObject();
        return new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = $"{Group}/{Version}",
            ["metadata"] = meta,
            ["timestamp"] = JsonAccess.Time(store.Clock.GetUtcNow()),
            ["window"] = "20s",
        };
    }

    private JsonObject OfNode(JsonObject node)
    {
        JsonObject shown = Measured("NodeMetrics", node);
        shown["usage"] = Usage([
            .. Running()
                .Where(pod => pod.Text("spec", "nodeName") == node.Text("metadata", "name"))
                .SelectMany(pod => pod.Items("spec", "containers")),
        ]);
        return shown;
    }

    private JsonObject OfPod(JsonObject pod)
    {
        JsonObject shown = Measured("PodMetrics", pod);
        shown["containers"] = new JsonArray([
            .. pod.Items("spec", "containers")
                .Select(container => new JsonObject { ["name"] = container.Text("name"), ["usage"] = Usage([container]) }),
        ]);
        return shown;
    }
}
