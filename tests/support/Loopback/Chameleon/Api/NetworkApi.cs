using Loopback.Chameleon.State;

namespace Loopback.Chameleon.Api;

/// <summary>Networks, the ports of servers, and floating addresses.</summary>
internal sealed class NetworkApi(SiteState site, ChameleonServerOptions options)
{
    private const int DescriptionMax = 255;

    public static IReadOnlyList<(string Id, string Name)> Networks { get; } =
    [("22222222-0000-4000-8000-000000000001", "sharednet1"), ("22222222-0000-4000-8000-000000000002", "public")];

    public static string NameOf(string id) => Networks.First(network => network.Id == id).Name;

    public Reply Answer(Call call) =>
        (call.Method, call.Path) switch
        {
            ("GET", ["networks"]) => List(
                "networks",
                call.Page(
                        Networks.Where(network => call.Wants("name", network.Name) && call.Wants("id", network.Id)),
                        network => network.Id,
                        options.MaxPageSize
                    )
                    .Select(Shape)
            ),
            ("GET", ["networks", var id]) => new(
                200,
                new JsonObject
                {
                    ["network"] = Networks.Where(network => network.Id == id).Select(Shape).FirstOrDefault()
                        ?? throw new Refusal(404, $"Network {id} could not be found."),
                }
            ),
            ("GET", ["ports"]) => List(
                "ports",
                call.Page(
                        site.Servers.Where(server => HasPort(server) && call.Wants("device_id", server.Id)),
                        server => server.PortId,
                        options.MaxPageSize
                    )
                    .Select(Port)
            ),
            ("GET", _) when call.Query["sort_key"].Count != call.Query["sort_dir"].Count => throw new Refusal(
                400,
                "The number of sort_keys and sort_dirs must be same"
            ),
            ("GET", ["floatingips"]) => List(
                "floatingips",
                call.Page(site.Addresses.Where(IsListed), address => address.Id, options.MaxPageSize).Select(Shape)
            ),
            ("POST", ["floatingips"]) => Make(call.Only("floatingip")),
            ("GET", ["floatingips", var id]) => One(site.FindAddress(id), 200),
            ("PUT", ["floatingips", var id]) => Change(site.FindAddress(id), call.Only("floatingip")),
            ("DELETE", ["floatingips", var id]) => Free(site.FindAddress(id)),
            ("GET", ["extensions"]) => List("extensions", []),
            _ => throw new Refusal(404, "The resource could not be found."),
        };

    private static Reply List(string key, IEnumerable<JsonObject> items) => new(200, new JsonObject { [key] = new JsonArray([.. items]) });

    private static JsonObject Shape((string Id, string Name) network) =>
        new()
        {
            ["id"] = network.Id,
            ["name"] = network.Name,
            ["status"] = "ACTIVE",
            ["admin_state_up"] = true,
            ["shared"] = true,
            ["router:external"] = network.Name == "public",
            ["subnets"] = new JsonArray(),
            ["project_id"] = "CH-1",
        };

    private static JsonObject Port(ServerRecord server) =>
        new()
        {
            ["id"] = server.PortId,
            ["name"] = "",
            ["device_id"] = server.Id,
            ["network_id"] = server.Network,
            ["status"] = "ACTIVE",
            ["fixed_ips"] = new JsonArray(new JsonObject { ["ip_address"] = server.Address }),
        };

    private static JsonObject Shape(AddressRecord address) =>
        new()
        {
            ["id"] = address.Id,
            ["floating_ip_address"] = address.Address,
            ["floating_network_id"] = Networks[1].Id,
            ["port_id"] = address.Server?.PortId,
            ["fixed_ip_address"] = address.Server?.Address,
            ["status"] = address.Server is null ? "DOWN" : "ACTIVE",
            ["description"] = address.Description,
            ["project_id"] = "CH-1",
            ["router_id"] = null,
            ["created_at"] = address.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };

    private static Reply One(AddressRecord address, int status) => new(status, new JsonObject { ["floatingip"] = Shape(address) });

    private bool HasPort(ServerRecord server) => server.Machine is not null && !server.IsGone(site.Now, options.DeleteDuration);

    private bool IsListed(AddressRecord address) => address.CreatedAt <= site.Now - options.ListLag;

    private Reply Make(JsonObject body)
    {
        Call.Allow(body, "floating_network_id", "port_id", "description");
        string description = Call.Text(body, "description");
        _ =
            Call.Text(body, "floating_network_id") != Networks[1].Id
                ? throw new Refusal(404, "Network could not be found or has no external addresses.")
            : Encoding.UTF8.GetByteCount(description) > DescriptionMax ? throw new Refusal(400, "Invalid input for description.")
            : true;
        return One(site.Attach(Call.Text(body, "port_id"), description), 201);
    }

    private Reply Change(AddressRecord address, JsonObject body)
    {
        Call.Allow(body, "port_id");
        address.Server = Call.Text(body, "port_id") is { Length: > 0 } port ? site.FindPort(port) : null;
        return One(address, 200);
    }

    private Reply Free(AddressRecord address)
    {
        site.Free(address);
        return new(204);
    }
}
