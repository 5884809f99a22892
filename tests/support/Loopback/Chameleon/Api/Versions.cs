namespace Loopback.Chameleon.Api;

/// <summary>Versions of the services, which clients request first.</summary>
internal static class Versions
{
    /// <param name="version">Empty for all versions.</param>
    /// <returns>Null if the path is not a version.</returns>
    public static Reply? Of(string service, string root, string version) =>
        (service, version) switch
        {
            ("compute", "") => new(200, new JsonObject { ["versions"] = new JsonArray(Compute(root)) }),
            ("compute", "v2.1") => new(200, new JsonObject { ["version"] = Compute(root) }),
            ("image", "") => new(300, new JsonObject { ["versions"] = new JsonArray(Version(root, "v2.9", "v2")) }),
            ("network", "") => new(200, new JsonObject { ["versions"] = new JsonArray(Version(root, "v2.0", "v2.0")) }),
            ("reservation", "") => new(200, new JsonObject { ["versions"] = new JsonArray(Version(root, "v1.0", "v1")) }),
            _ => null,
        };

    public static Reply Identity(string root, bool isOne)
    {
        JsonObject version = Version(root, "v3.14", "v3");
        version["status"] = "stable";
        version["media-types"] = new JsonArray(
            new JsonObject { ["base"] = "application/json", ["type"] = "application/vnd.openstack.identity-v3+json" }
        );
        return isOne
            ? new(200, new JsonObject { ["version"] = version })
            : new(300, new JsonObject { ["versions"] = new JsonObject { ["values"] = new JsonArray(version) } });
    }

    private static JsonObject Compute(string root)
    {
        JsonObject version = Version(root, "v2.1", "v2.1");
        version["version"] = "2.1";
        version["min_version"] = "2.1";
        return version;
    }

    private static JsonObject Version(string root, string id, string path) =>
        new()
        {
            ["id"] = id,
            ["status"] = "CURRENT",
            ["updated"] = "2026-01-01T00:00:00Z",
            ["links"] = new JsonArray(new JsonObject { ["rel"] = "self", ["href"] = $"{root}/{path}/" }),
        };
}
