namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Reads the objects of lists and watches one by one. Errors name the object and its field.</summary>
internal static class ListObjectReader
{
    private const int MaxFound = 80;

    /// <param name="kind">Expected kind, for example <c>Pod</c>, because objects in lists do not contain their
    /// kind.</param>
    /// <exception cref="ApiException">The element is not an object of this kind, or one of its fields cannot be
    /// read.</exception>
    public static T Read<T>(JsonElement one, string kind)
    {
        if (one.ValueKind != JsonValueKind.Object)
        {
            throw Malformed($"expected a {kind}, found {Shown(one)}");
        }

        if (one.TryGetProperty("kind", out JsonElement value) && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(kind)))
        {
            throw Malformed($"expected a {kind}, found {GetName(one)} of the kind {Shown(value)}");
        }

        foreach (string field in new[] { "name", "uid" })
        {
            if (GetText(one, field).Length == 0)
            {
                throw Malformed($"{kind} {GetName(one)}: metadata.{field} is missing, or no text");
            }
        }

        try
        {
            return one.Deserialize(KubernetesJson.GetType<T>())!;
        }
        catch (JsonException failure)
        {
            string path = failure.Path?.TrimStart('$', '.') ?? "";
            throw Malformed(
                $"{kind} {GetName(one)}: {TextEscaping.Escape(path)} cannot be "
                    + $"read{(Find(one, path) is { } found ? $", it is {Shown(found)}" : "")}",
                failure
            );
        }
    }

    private static ApiException Malformed(string message, Exception? inner = null) =>
        new((int)System.Net.HttpStatusCode.OK, ApiException.MalformedReason, message, inner);

    private static string GetName(JsonElement one)
    {
        string space = GetText(one, "namespace");
        string name = GetText(one, "name");
        return name.Length == 0 ? "without a name" : $"'{TextEscaping.Escape(space.Length > 0 ? $"{space}/{name}" : name)}'";
    }

    private static string GetText(JsonElement one, string field) =>
        one.TryGetProperty("metadata", out JsonElement meta)
        && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty(field, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>
    /// Finds the element at a JSON path; null if it is not found or a name in the path contains dots.
    /// </summary>
    private static JsonElement? Find(JsonElement one, string path)
    {
        foreach (string part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                part[0] == '['
                && one.ValueKind == JsonValueKind.Array
                && int.TryParse(part.AsSpan(1, part.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int at)
                && at < one.GetArrayLength()
            )
            {
                one = one[at];
            }
            else if (one.ValueKind != JsonValueKind.Object || !one.TryGetProperty(part, out one))
            {
                return null;
            }
        }

        return one;
    }

    private static string Shown(JsonElement found)
    {
        string text = found.ValueKind == JsonValueKind.Undefined ? "nothing" : found.GetRawText();
        return text.Length > MaxFound ? $"{TextEscaping.Escape(text[..MaxFound])}..." : TextEscaping.Escape(text);
    }
}
