using Loopback.Kubernetes.Binary;
using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Api;

/// <param name="Namespace">Empty for all namespaces or a cluster-scoped kind.</param>
/// <param name="Name">Empty for all objects.</param>
/// <param name="Subresource">Empty for the object itself.</param>
internal sealed record Call(HttpContext Http, ResourceKind Kind, string Namespace, string Name, string Subresource)
{
    public ObjectKey Key => new(Kind, Namespace, Name);

    public string Method => Http.Request.Method;

    public bool IsDryRun => Query("dryRun") == "All";

    public string Manager =>
        Query("fieldManager") is { Length: > 0 } named ? named
        : Http.Request.Headers.UserAgent.ToString().Split('/')[0] is { Length: > 0 } agent ? agent
        : "unknown";

    public static Call? Read(HttpContext http)
    {
        string[] parts = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        (string group, string version, string[] rest) = parts switch
        {
            ["api", var core, .. var behind] => ("", core, behind),
            ["apis", var named, var its, .. var behind] => (named, its, behind),
            _ => ("", "", []),
        };

        version = Discovery.VersionOf(group, version);

        // A namespace is an object, too; its only subresource here is its status.
        string space = "";
        if (rest is ["namespaces", var inside, var plural, ..] && ResourceKind.Find(group, version, plural) is { IsNamespaced: true })
        {
            (space, rest) = (inside, rest[2..]);
        }

        return rest.Length is > 0 and <= 3 && ResourceKind.Find(group, version, rest[0]) is { } kind
            ? new Call(http, kind, space, rest.ElementAtOrDefault(1) ?? "", rest.ElementAtOrDefault(2) ?? "")
            : null;
    }

    public string Query(string name) => Http.Request.Query[name].ToString();

    /// <summary>True in any notation of <c>strconv.ParseBool</c> of Go.</summary>
    public bool Says(string name) => Query(name) is "1" or "t" or "T" or "true" or "True" or "TRUE";

    public long? Number(string name) =>
        Query(name) is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw ApiFault.BadRequest($"{name}: Invalid value: \"{text}\": strconv.ParseInt: parsing \"{text}\": invalid syntax");

    /// <summary>Adds a header <c>Warning</c>, which kubectl prints.</summary>
    public void Warn(string text) =>
        Http.Response.Headers.Append(
            "Warning",
            $"299 - \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        );

    public async Task<JsonNode> ReadBodyAsync()
    {
        using MemoryStream body = new();
        await Http.Request.Body.CopyToAsync(body);

        if (body.Length > 0 && (Http.Request.ContentType ?? "").Contains("protobuf", StringComparison.Ordinal))
        {
            return BinaryBody.Read(body.ToArray());
        }

        if (body.Length == 0)
        {
            return new JsonObject();
        }

        try
        {
            return JsonNode.Parse(body.ToArray()) ?? throw ApiFault.BadRequest("the body is null");
        }
        catch (JsonException broken)
        {
            throw ApiFault.BadRequest($"the body is not JSON: {broken.Message}");
        }
    }
}
