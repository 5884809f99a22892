namespace Loopback.Kubernetes.Objects;

internal static class JsonAccess
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string part in path)
        {
            node = node is JsonObject map && map.TryGetPropertyValue(part, out JsonNode? next) ? next : null;
        }

        return node;
    }

    public static string Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value
            ? (value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString())
            : "";

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        long.TryParse(node.Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>Creates the object at the path if it is missing.</summary>
    public static JsonObject Map(this JsonObject map, params ReadOnlySpan<string> path)
    {
        foreach (string part in path)
        {
            if (map[part] is not JsonObject next)
            {
                map[part] = next = [];
            }

            map = next;
        }

        return map;
    }

    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    public static JsonObject Copy(this JsonObject map) => (JsonObject)map.DeepClone();

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
