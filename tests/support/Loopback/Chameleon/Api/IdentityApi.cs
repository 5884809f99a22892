using System.Globalization;
using System.Text.Json.Nodes;
using Loopback.Chameleon.State;

namespace Loopback.Chameleon.Api;

/// <summary>Gives tokens for application credentials, with the catalog of all sites.</summary>
internal sealed class IdentityApi(World world, string root)
{
    private const string Method = "application_credential";
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.000000'Z'";

    public Reply Answer(Call call, string token) => (call.Method, call.Path) switch
    {
        ("GET", []) => Versions.Identity($"{root}/identity", isOne: false),
        ("GET", ["v3"] or ["v3", ""]) => Versions.Identity($"{root}/identity", isOne: true),
        ("POST", ["v3", "auth", "tokens"]) => LogIn(call),
        ("GET", ["v3", "auth", "tokens"]) => Checked(token, () => new Reply(200, Body(world.Now + world.Options.TokenLife))),
        _ => throw new ServiceFault(404, "Could not find the resource."),
    };

    private Reply Checked(string token, Func<Reply> answer)
    {
        world.Check(token);
        return answer();
    }

    private Reply LogIn(Call call)
    {
        JsonObject identity = call.Only("auth")["identity"] as JsonObject ?? throw new ServiceFault(400, "auth has no identity");
        Call.Allow(identity, "methods", Method);
        JsonObject credential = identity["methods"] is JsonArray { Count: 1 } methods && methods[0]?.ToString() == Method && identity[Method] is JsonObject given ? given
            : throw new ServiceFault(401, "only application credentials are let in");
        Call.Allow(credential, "id", "secret");
        (string token, DateTimeOffset expires) = world.LogIn(Call.Text(credential, "id"), Call.Text(credential, "secret"));
        return new Reply(201, Body(expires), token);
    }

    private JsonObject Body(DateTimeOffset expires) => new()
    {
        ["token"] = new JsonObject
        {
            ["methods"] = new JsonArray(Method), ["issued_at"] = world.Now.ToString(Time, CultureInfo.InvariantCulture), ["expires_at"] = expires.ToString(Time, CultureInfo.InvariantCulture),
            ["user"] = new JsonObject { ["id"] = "ann-id", ["name"] = "ann", ["domain"] = new JsonObject { ["id"] = "default", ["name"] = "Default" } },
            ["project"] = new JsonObject { ["id"] = "CH-1", ["name"] = "CH-1", ["domain"] = new JsonObject { ["id"] = "default", ["name"] = "Default" } },
            ["roles"] = new JsonArray(new JsonObject { ["id"] = "member", ["name"] = "member" }), ["catalog"] = CatalogOf(),
        },
    };

    private JsonArray CatalogOf() => new(
    [
        Entry("identity", _ => $"{root}/identity/v3"),
        Entry("compute", region => $"{root}/{region}/compute/v2.1"),
        Entry("reservation", region => $"{root}/{region}/reservation/v1"),
        Entry("image", region => $"{root}/{region}/image"),
        Entry("network", region => $"{root}/{region}/network"),
    ]);

    private JsonObject Entry(string type, Func<string, string> address) => new()
    {
        ["id"] = type, ["type"] = type, ["name"] = type,
        ["endpoints"] = new JsonArray([.. world.Sites.Select(site => (JsonNode)new JsonObject
        {
            ["id"] = $"{type}-{site.Region}", ["interface"] = "public", ["region"] = site.Region, ["region_id"] = site.Region, ["url"] = address(site.Region),
        })]),
    };
}
