namespace Loopback.Kubernetes.Objects;

/// <summary>Reads and writes fields of objects by their path.</summary>
internal static class JsonAccess
{
    /// <summary>What lies at a path; null: nothing.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string part in path)
        {
            node = node is JsonObject map && map.TryGetPropertyValue(part, out JsonNode? next) ? next : null;
        }

        return node;
    }

    /// <summary>The text at a path; empty where there is none.</summary>
    public static string Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value ? (value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()) : "";

    /// <summary>The whole number at a path; null: there is none.</summary>
    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        long.TryParse(node.Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The map at a path, made where it is missing.</summary>
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

    /// <summary>The maps of a list at a path.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    public static JsonObject Copy(this JsonObject map) => (JsonObject)map.DeepClone();

    /// <summary>A time as objects have it: whole seconds.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
