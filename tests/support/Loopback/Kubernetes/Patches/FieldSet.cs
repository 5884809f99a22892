using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Patches;

/// <summary>
/// Paths in the notation of managedFields: <c>f:NAME</c> for a field, <c>k:{"name":"web"}</c> for an entry of a list,
/// <c>v:"x"</c> for a member of a set.
/// </summary>
internal static class FieldSet
{
    private const char Separator = '\u0001';

    // Fields of the server, which have no manager.
    private static readonly string[] Unowned = ["apiVersion", "kind", "status"];
    private static readonly string[] UnownedMeta =
    [
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "generation",
        "managedFields",
        "selfLink",
    ];

    public static Dictionary<string, JsonNode?> Of(JsonObject one)
    {
        Dictionary<string, JsonNode?> paths = new(StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in one.Where(pair => !Unowned.Contains(pair.Key, StringComparer.Ordinal)))
        {
            foreach (
                (string inner, JsonNode? field) in name == "metadata" && value is JsonObject meta
                    ? meta.Where(pair => !UnownedMeta.Contains(pair.Key, StringComparer.Ordinal))
                    : []
            )
            {
                Walk(paths, $"f:metadata{Separator}f:{inner}", inner, field);
            }

            if (name != "metadata")
            {
                Walk(paths, $"f:{name}", name, value);
            }
        }

        return paths;
    }

    /// <summary>Converts paths to the field <c>fieldsV1</c>.</summary>
    public static JsonObject Write(IEnumerable<string> paths)
    {
        JsonObject root = [];
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            root.Map(path.Split(Separator));
        }

        return root;
    }

    public static IEnumerable<string> Read(JsonNode? fields) =>
        fields is JsonObject map
            ? map.SelectMany(pair =>
                pair.Value is JsonObject { Count: > 0 } inner ? Read(inner).Select(path => $"{pair.Key}{Separator}{path}") : [pair.Key]
            )
            : [];

    /// <summary>Formats a path as in messages: <c>.spec.replicas</c>.</summary>
    public static string Describe(string path) =>
        string.Concat(
            path.Split(Separator).Select(part => part.StartsWith("f:", StringComparison.Ordinal) ? $".{part[2..]}" : $"[{part[2..]}]")
        );

    /// <summary>Also removes parents that become empty.</summary>
    public static void Remove(JsonObject one, string path) => Remove((JsonNode)one, path.Split(Separator));

    private static bool Remove(JsonNode node, ReadOnlySpan<string> path)
    {
        string part = path[0];
        if (node is JsonArray list)
        {
            int at = Enumerable.Range(0, list.Count).FirstOrDefault(index => IsEntry(list[index], part), -1);
            if (at >= 0 && (path.Length == 1 || (list[at] is { } entry && Remove(entry, path[1..]) && KeyIsLast(entry, part))))
            {
                list.RemoveAt(at);
            }

            return list.Count == 0;
        }

        if (node is JsonObject map && map[part[2..]] is var inner && (path.Length == 1 || (inner is not null && Remove(inner, path[1..]))))
        {
            map.Remove(part[2..]);
        }

        return node is JsonObject { Count: 0 };
    }

    private static bool IsEntry(JsonNode? entry, string part) =>
        part.StartsWith("k:", StringComparison.Ordinal)
            ? entry is JsonObject map
                && JsonNode.Parse(part[2..]) is JsonObject key
                && key.All(pair => JsonNode.DeepEquals(map[pair.Key], pair.Value))
            : entry?.ToJsonString() == part[2..];

    private static bool KeyIsLast(JsonNode entry, string part) =>
        entry is JsonObject map && JsonNode.Parse(part[2..]) is JsonObject key && map.Count <= key.Count;

    private static void Walk(Dictionary<string, JsonNode?> paths, string path, string name, JsonNode? value)
    {
        if (value is JsonObject { Count: > 0 } map)
        {
            foreach ((string inner, JsonNode? field) in map)
            {
                Walk(paths, $"{path}{Separator}f:{inner}", inner, field);
            }
        }
        else if (value is JsonArray list && (ListKeys.Of(name) is not null || ListKeys.IsSet(name)))
        {
            foreach (JsonNode? entry in list)
            {
                WalkEntry(paths, path, ListKeys.Of(name), entry);
            }
        }
        else
        {
            paths[path] = value;
        }
    }

    private static void WalkEntry(Dictionary<string, JsonNode?> paths, string path, string? key, JsonNode? entry)
    {
        if (key is null || entry is not JsonObject map)
        {
            paths[$"{path}{Separator}v:{entry?.ToJsonString()}"] = entry;
            return;
        }

        string place = $"{path}{Separator}k:{JsonSerializer.Serialize(new Dictionary<string, JsonNode?> { [key] = map[key] })}";
        foreach ((string inner, JsonNode? field) in map)
        {
            Walk(paths, $"{place}{Separator}f:{inner}", inner, field);
        }
    }
}
