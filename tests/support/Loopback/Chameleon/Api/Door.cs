using System.Text.Json;
using System.Text.Json.Nodes;
using Loopback.Chameleon.State;
using Microsoft.AspNetCore.Http;

namespace Loopback.Chameleon.Api;

/// <summary>Lets requests in and brings them to their service: <c>/identity</c>, and <c>/REGION/compute</c>, <c>reservation</c>, <c>image</c> and <c>network</c>.</summary>
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
        catch (ServiceFault fault)
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
            return whole.Length == 0 ? [] : JsonNode.Parse(whole.ToArray()) as JsonObject ?? throw new ServiceFault(400, "the body is no object");
        }
        catch (JsonException)
        {
            throw new ServiceFault(400, "the body is no JSON");
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

    /// <summary>A refusal in the words of each service.</summary>
    private static JsonObject Told(string service, ServiceFault fault) => service switch
    {
        "reservation" => new() { ["error_code"] = fault.Status, ["error_name"] = fault.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), ["error_message"] = fault.Message },
        "compute" => new() { [fault.Status switch { 403 => "forbidden", 404 => "itemNotFound", 409 => "conflictingRequest", _ => "badRequest" }] = new JsonObject { ["code"] = fault.Status, ["message"] = fault.Message } },
        "network" => new() { ["NeutronError"] = new JsonObject { ["type"] = fault.Status == 409 ? "OverQuota" : "BadRequest", ["message"] = fault.Message, ["detail"] = "" } },
        _ => new() { ["error"] = new JsonObject { ["code"] = fault.Status, ["message"] = fault.Message, ["title"] = "Error" } },
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
            if (path.Length <= 3 && http.Request.Method == "GET" && Versions.Of(service, $"{root}/{path[0]}/{service}", path.ElementAtOrDefault(2) ?? "") is { } versions)
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
                _ => throw new ServiceFault(404, "The resource could not be found."),
            };
        }
    }
}
