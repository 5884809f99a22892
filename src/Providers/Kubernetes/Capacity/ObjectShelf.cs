using System.Text.Json;
using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Objects of any kind, by what the cluster says of their kinds.</summary>
internal sealed class ObjectShelf(ApiClient client, string space)
{
    // Who it is that sets fields, and so owns them.
    private const string Manager = "scalewright";

    public async Task<string> ApplyAsync(string json, bool takesOver, CancellationToken cancellationToken)
    {
        using JsonDocument document = Parse(json);
        string path = await PathOfAsync(document.RootElement, cancellationToken);

        // JSON is YAML, too.
        ApiBody body = ApiBody.Of(document.RootElement, KubernetesJson.Default.JsonElement, "application/apply-patch+yaml");
        string query = $"?fieldManager={Manager}&force={(takesOver ? "true" : "false")}";
        return (await client.CallAsync(HttpMethod.Patch, path + query, body, KubernetesJson.Default.JsonElement, cancellationToken)).GetRawText();
    }

    public async Task<bool> DeleteAsync(string json, CancellationToken cancellationToken)
    {
        using JsonDocument document = Parse(json);
        string path = await PathOfAsync(document.RootElement, cancellationToken);
        try
        {
            await client.CallAsync(HttpMethod.Delete, $"{path}?propagationPolicy=Background", null, KubernetesJson.Default.JsonElement, cancellationToken);
            return true;
        }
        catch (ApiException gone) when (gone.Status == 404 && gone.Reason == "NotFound")
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
        catch (JsonException broken)
        {
            throw new FormatException($"What is to be applied is no JSON: {broken.Message}", broken);
        }
    }

    private async Task<string> PathOfAsync(JsonElement item, CancellationToken cancellationToken)
    {
        (string version, string kind, string name) = (Text(item, "apiVersion"), Text(item, "kind"), Text(item, "metadata", "name"));
        if (version.Length == 0 || kind.Length == 0 || name.Length == 0)
        {
            throw new FormatException("What is to be applied is no object of Kubernetes: it has an apiVersion, a kind and a metadata.name.");
        }

        string root = version.Contains('/', StringComparison.Ordinal) ? $"apis/{version}" : $"api/{version}";
        ResourceKindList kinds = await client.GetAsync(root, KubernetesJson.Default.ResourceKindList, cancellationToken);
        ResourceKind found = kinds.Resources?.FirstOrDefault(one => one.Kind == kind && one.Name?.Contains('/', StringComparison.Ordinal) == false)
            ?? throw new ApiException(404, "NotFound", $"the cluster knows no kind '{Printable.Escape(kind)}' in {Printable.Escape(version)}");
        string own = Text(item, "metadata", "namespace") is { Length: > 0 } named ? named : space;
        string place = found.Namespaced == true ? $"namespaces/{Uri.EscapeDataString(own)}/" : "";
        return $"{root}/{place}{found.Name}/{Uri.EscapeDataString(name)}";
    }

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
