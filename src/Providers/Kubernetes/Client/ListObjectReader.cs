namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Reads the objects of lists and watches one by one. Errors name the object and its field.</summary>
internal static class ListObjectReader
{
    private const int MaxFound = 80;

    /// <param name="kind">Expected kind, for example <c>Pod</c>, because objects in lists do not contain their
    /// kind.</param>
    /// <exception cref="ApiException">The element is not an object of this kind, or one of its fields cannot be
    /// read.</exception>
    public static T Read<T>(JsonElement listed, string kind)
    {
        if (listed.ValueKind != JsonValueKind.Object)
        {
            throw Malformed($"expected a {kind}, found {Shown(listed)}");
        }

        if (listed.TryGetProperty("kind", out JsonElement value) && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(kind)))
        {
            throw Malformed($"expected a {kind}, found {GetName(listed)} of the kind {Shown(value)}");
        }

        foreach (string field in new[] { "name", "uid" })
        {
            if (GetText(listed, field).Length == 0)
            {
                throw Malformed($"{kind} {GetName(listed)}: metadata.{field} is missing, or no text");
            }
        }

        try
        {
            return listed.Deserialize(KubernetesJson.GetType<T>())!;
        }
        catch (JsonException failure)
        {
            string path = failure.Path?.TrimStart('$', '.') ?? "";
            throw Malformed(
                $"{kind} {GetName(listed)}: {TextEscaping.Escape(path)} cannot be "
                    + $"read{(Find(listed, path) is { } actual ? $", it is {Shown(actual)}" : "")}",
                failure
            );
        }
    }

    private static ApiException Malformed(string message, Exception? inner = null) =>
        new((int)System.Net.HttpStatusCode.OK, ApiException.MalformedReason, message, inner);

    private static string GetName(JsonElement listed)
    {
        string namespaceName = GetText(listed, "namespace");
        string name = GetText(listed, "name");
        return name.Length == 0
            ? "without a name"
            : $"'{TextEscaping.Escape(namespaceName.Length > 0 ? $"{namespaceName}/{name}" : name)}'";
    }

    private static string GetText(JsonElement listed, string field) =>
        listed.TryGetProperty("metadata", out JsonElement meta)
        && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty(field, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>
    /// Finds the element at a JSON path; null if it is not found or a name in the path contains dots.
    /// </summary>
    private static JsonElement? Find(JsonElement listed, string path)
    {
        foreach (string part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                part[0] == '['
                && listed.ValueKind == JsonValueKind.Array
                && int.TryParse(part.AsSpan(1, part.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int at)
                && at < listed.GetArrayLength()
            )
            {
                listed = listed[at];
            }
            else if (listed.ValueKind != JsonValueKind.Object || !listed.TryGetProperty(part, out listed))
            {
                return null;
            }
        }

        return listed;
    }

    private static string Shown(JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.GetRawText();
        return text.Length > MaxFound ? $"{TextEscaping.Escape(text[..MaxFound])}..." : TextEscaping.Escape(text);
    }
}
