namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Reads and writes objects of any kind, using the discovery API of the cluster.</summary>
internal sealed class ObjectClient(ApiClient client, string space)
{
    // Field manager, which owns the fields that it sets.
    private const string Manager = "scalewright";
    private const int NotFound = 404;
    private const int Conflict = 409;

    public async Task<string> ApplyAsync(string json, bool takesOver, CancellationToken cancellationToken)
    {
        using JsonDocument document = Parse(json);
        string path = await GetPathAsync(document.RootElement, cancellationToken);
        if (!takesOver && GetReplicas(document.RootElement) is { } replicas)
        {
            await CheckReplicasAsync(path, document.RootElement, replicas, cancellationToken);
        }

        // JSON is valid YAML.
        HttpContent body = ApiClient.ToBody(document.RootElement, "application/apply-patch+yaml");
        string query = $"?fieldManager={Manager}&force={(takesOver ? "true" : "false")}";
        return (await client.CallAsync<JsonElement>(
            HttpMethod.Patch, path + query, body, cancellationToken)).GetRawText();
    }

    public async Task<bool> DeleteAsync(string json, CancellationToken cancellationToken)
    {
        using JsonDocument document = Parse(json);
        string path = await GetPathAsync(document.RootElement, cancellationToken);
        try
        {
            await client.CallAsync<JsonElement>(
                HttpMethod.Delete, $"{path}?propagationPolicy=Background", null, cancellationToken);
            return true;
        }
        catch (ApiException failure) when (failure.Status == 404 && failure.Reason == "NotFound")
        {
            return false;
        }
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException failure)
        {
            throw new FormatException($"What is to be applied is no JSON: {failure.Message}", failure);
        }
    }

    private async Task<string> GetPathAsync(JsonElement item, CancellationToken cancellationToken)
    {
        (string version, string kind, string name) =
            (Text(item, "apiVersion"), Text(item, "kind"), Text(item, "metadata", "name"));
        if (version.Length == 0 || kind.Length == 0 || name.Length == 0)
        {
            throw new FormatException(
                "What is to be applied is no object of Kubernetes: it has an apiVersion, a kind and a metadata.name.");
        }

        string root = version.Contains('/', StringComparison.Ordinal) ? $"apis/{version}" : $"api/{version}";
        V1APIResourceList kinds = await KindsAsync(root, kind, version, cancellationToken);
        V1APIResource found = kinds.Resources?.FirstOrDefault(one => one.Kind == kind
            && one.Name?.Contains('/', StringComparison.Ordinal) == false)
            ?? throw Unknown(kind, version);
        string own = Text(item, "metadata", "namespace") is { Length: > 0 } named ? named : space;
        string scope = found.Namespaced ? $"namespaces/{Uri.EscapeDataString(own)}/" : "";
        return $"{root}/{scope}{found.Name}/{Uri.EscapeDataString(name)}";
    }

    /// <summary>
    /// Lists the kinds of an API version. For an unknown version, the response is 404, with a Status if the group is
    /// known and otherwise with plain text.
    /// </summary>
    private async Task<V1APIResourceList> KindsAsync(
        string root, string kind, string version, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync<V1APIResourceList>(root, cancellationToken);
        }
        catch (ApiException missing) when (missing.Status == NotFound)
        {
            throw Unknown(kind, version, missing);
        }
    }

    private static ApiException Unknown(string kind, string version, Exception? inner = null) =>
        new(
            NotFound,
            "NotFound",
            $"the cluster knows no kind '{TextEscaping.Escape(kind)}' in {TextEscaping.Escape(version)}",
            inner);

    /// <summary>
    /// Before Kubernetes 1.22, rejects a replica count that differs from the current one. Scaling does not record field
    /// ownership there, so server-side apply would replace the size without a conflict.
    /// </summary>
    private async Task CheckReplicasAsync(
        string path, JsonElement item, int replicas, CancellationToken cancellationToken)
    {
        // Kubernetes 1.22, "Track ownership of scale subresource" (pull request 98377).
        const int Tracking = 22;
        if (await ServerRelease.ReadMinorAsync(client, cancellationToken) is not { } minor || minor >= Tracking)
        {
            return;
        }

        int? current;
        try
        {
            current = GetReplicas(await client.GetAsync<JsonElement>(path, cancellationToken));
        }
        catch (ApiException missing) when (missing.Status == NotFound)
        {
            return;
        }

        if (current is { } other && other != replicas)
        {
            string name = TextEscaping.Escape($"{Text(item, "kind")} {Text(item, "metadata", "name")}");
            throw new ApiException(
                Conflict,
                "Conflict",
                $"{name}: .spec.replicas is {other} there and {replicas} here, and Kubernetes 1.{minor} does not "
                + $"report who set it, as 1.{Tracking} does; leave it out, or take it over");
        }
    }

    private static int? GetReplicas(JsonElement item) => item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty("spec", out JsonElement spec)
        && spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("replicas", out JsonElement replicas)
        && replicas.ValueKind == JsonValueKind.Number && replicas.TryGetInt32(out int count)
        ? count
        : null;

    private static string Text(JsonElement item, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out item))
            {
                return "";
            }
        }

        return item.ValueKind == JsonValueKind.String ? item.GetString() ?? "" : "";
    }
}

internal static class ServerRelease
{
    /// <summary>Reads the minor version, for example 20 for 1.20; null if it is not reported.</summary>
    public static async Task<int?> ReadMinorAsync(ApiClient client, CancellationToken cancellationToken)
    {
        // Some vendors report 20+.
        VersionInfo version = await client.GetAsync<VersionInfo>("version", cancellationToken);
        return int.TryParse(version.Minor?.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture,
            out int number) ? number : null;
    }
}
