using Loopback.Chameleon.State;

namespace Loopback.Chameleon.Api;

/// <summary>
/// Authenticates requests and routes them to their service: <c>/identity</c>, and <c>/REGION/compute</c>,
/// <c>reservation</c>, <c>image</c> and <c>network</c>.
/// </summary>
internal sealed class Door(World world)
{
    public async Task AnswerAsync(HttpContext http)
    {
        string[] path = (http.Request.Path.Value ?? "").Trim('/').Split('/');
        string service = path[0] == "identity" ? path[0] : path.ElementAtOrDefault(1) ?? "";
        try
        {
            JsonObject body = await ReadAsync(http);
            Reply reply = Answer(http, path, body);
            await WriteAsync(http, reply);
        }
        catch (Refusal fault)
        {
            await WriteAsync(http, new Reply(fault.Status, Told(service, fault)));
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpContext http)
    {
        using MemoryStream whole = new();
        await http.Request.Body.CopyToAsync(whole);
        try
        {
            return whole.Length == 0
                ? []
                : JsonNode.Parse(whole.ToArray()) as JsonObject ?? throw new Refusal(400, "the body is not an object");
        }
        catch (JsonException)
        {
            throw new Refusal(400, "the body is not JSON");
        }
    }

    private static async Task WriteAsync(HttpContext http, Reply reply)
    {
        http.Response.StatusCode = reply.Status;
        if (reply.Token is not null)
        {
            http.Response.Headers["X-Subject-Token"] = reply.Token;
        }

        if (reply.Body is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(reply.Body.ToJsonString());
        }
    }

    private static JsonObject Told(string service, Refusal fault) =>
        service switch
        {
            "reservation" => new()
            {
                ["error_code"] = fault.Status,
                ["error_name"] = fault.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["error_message"] = fault.Message,
            },
            "compute" => new()
            {
                [
                    fault.Status switch
                    {
                        403 => "forbidden",
                        404 => "itemNotFound",
                        409 => "conflictingRequest",
                        _ => "badRequest",
                    }
                ] = new JsonObject { ["code"] = fault.Status, ["message"] = fault.Message },
            },
            "network" => new()
            {
                ["NeutronError"] = new JsonObject
                {
                    ["type"] = fault.Status == 409 ? "OverQuota" : "BadRequest",
                    ["message"] = fault.Message,
                    ["detail"] = "",
                },
            },
            _ => new()
            {
                ["error"] = new JsonObject
                {
                    ["code"] = fault.Status,
                    ["message"] = fault.Message,
                    ["title"] = "Error",
                },
            },
        };

    private Reply Answer(HttpContext http, string[] path, JsonObject body)
    {
        string root = $"{http.Request.Scheme}://{http.Request.Host}";
        Call CallOf(int parts) => new(http.Request.Method, path[parts..], http.Request.Query, body);
        lock (world.Gate)
        {
            if (path[0] == "identity")
            {
                return new IdentityApi(world, root).Answer(CallOf(1), http.Request.Headers["X-Auth-Token"].ToString());
            }

            SiteState site = world.At(path[0]);
            string service = path.ElementAtOrDefault(1) ?? "";
            if (
                path.Length <= 3
                && http.Request.Method == "GET"
                && Versions.Of(service, $"{root}/{path[0]}/{service}", path.ElementAtOrDefault(2) ?? "") is { } versions
            )
            {
                return versions;
            }

            world.Check(http.Request.Headers["X-Auth-Token"].ToString());
            return (service, path.ElementAtOrDefault(2)) switch
            {
                ("reservation", "v1") => new ReservationApi(site, world.Options).Answer(CallOf(3)),
                ("compute", "v2.1") => new ComputeApi(site, world.Options).Answer(CallOf(3)),
                ("image", "v2") => ImageApi.Answer(CallOf(3)),
                ("network", "v2.0") => new NetworkApi(site, world.Options).Answer(CallOf(3)),
                _ => throw new Refusal(404, "The resource could not be found."),
            };
        }
    }
}

/// <summary>Issues tokens for application credentials, with the catalog of all sites.</summary>
internal sealed class IdentityApi(World world, string root)
{
    private const string Method = "application_credential";
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.000000'Z'";

    public Reply Answer(Call call, string token) =>
        (call.Method, call.Path) switch
        {
            ("GET", []) => Versions.Identity($"{root}/identity", isOne: false),
            ("GET", ["v3"] or ["v3", ""]) => Versions.Identity($"{root}/identity", isOne: true),
            ("POST", ["v3", "auth", "tokens"]) => LogIn(call),
            ("GET", ["v3", "auth", "tokens"]) => Checked(token, () => new Reply(200, Body(world.Now + world.Options.TokenLifetime))),
            _ => throw new Refusal(404, "Could not find the resource."),
        };

    private Reply Checked(string token, Func<Reply> answer)
    {
        world.Check(token);
        return answer();
    }

    private Reply LogIn(Call call)
    {
        JsonObject identity = call.Only("auth")["identity"] as JsonObject ?? throw new Refusal(400, "auth has no identity");
        Call.Allow(identity, "methods", Method);
        JsonObject credential =
            identity["methods"] is JsonArray { Count: 1 } methods
            && methods[0]?.ToString() == Method
            && identity[Method] is JsonObject given
                ? given
                : throw new Refusal(401, "only application credentials are let in");
        Call.Allow(credential, "id", "secret");
        (string token, DateTimeOffset expires) = world.LogIn(Call.Text(credential, "id"), Call.Text(credential, "secret"));
        return new Reply(201, Body(expires), token);
    }

    private JsonObject Body(DateTimeOffset expires) =>
        new()
        {
            ["token"] = new JsonObject
            {
                ["methods"] = new JsonArray(Method),
                ["issued_at"] = world.Now.ToString(Time, CultureInfo.InvariantCulture),
                ["expires_at"] = expires.ToString(Time, CultureInfo.InvariantCulture),
                ["user"] = new JsonObject
                {
                    ["id"] = "ann-id",
                    ["name"] = "ann",
                    ["domain"] = new JsonObject { ["id"] = "default", ["name"] = "Default" },
                },
                ["project"] = new JsonObject
                {
                    ["id"] = "CH-1",
                    ["name"] = "CH-1",
                    ["domain"] = new JsonObject { ["id"] = "default", ["name"] = "Default" },
                },
                ["roles"] = new JsonArray(new JsonObject { ["id"] = "member", ["name"] = "member" }),
                ["catalog"] = CatalogOf(),
            },
        };

    private JsonArray CatalogOf() =>
        new([
            Entry("identity", _ => $"{root}/identity/v3"),
            Entry("compute", region => $"{root}/{region}/compute/v2.1"),
            Entry("reservation", region => $"{root}/{region}/reservation/v1"),
            Entry("image", region => $"{root}/{region}/image"),
            Entry("network", region => $"{root}/{region}/network"),
        ]);

    private JsonObject Entry(string type, Func<string, string> address) =>
        new()
        {
            ["id"] = type,
            ["type"] = type,
            ["name"] = type,
            ["endpoints"] = new JsonArray([
                .. world.Sites.Select(site =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = $"{type}-{site.Region}",
                            ["interface"] = "public",
                            ["region"] = site.Region,
                            ["region_id"] = site.Region,
                            ["url"] = address(site.Region),
                        }
                ),
            ]),
        };
}
