using Loopback.Chameleon.State;

namespace Loopback.Chameleon.Api;

/// <summary>Servers, their tags, and the quota of a project.</summary>
internal sealed class ComputeApi(SiteState site, ChameleonServerOptions options)
{
    private const int ValueMax = 255;
    private const int ItemsMax = 128;
    private const string Key = "ann-key";
    private static readonly (string Id, string Name)[] Flavors = [("baremetal-1", "baremetal"), ("storage-1", "storage")];

    public Reply Answer(Call call) =>
        (call.Method, call.Path) switch
        {
            ("GET", ["servers", "detail"]) => new(200, new JsonObject { ["servers"] = Page(call, Shape) }),
            ("GET", ["servers"]) => new(200, new JsonObject { ["servers"] = Page(call, server => new JsonObject
                    {
                        ["id"] = server.Id,
                        ["name"] = server.Name,
                        ["links"] = new JsonArray(),
                    }) }),
            ("POST", ["servers"]) => Make(call.Body),
            ("GET", ["servers", var id]) => new(200, new JsonObject { ["server"] = Shape(site.FindServer(id)) }),
            ("DELETE", ["servers", var id]) => Delete(site.FindServer(id)),
            ("POST", ["servers", var id, "metadata"]) => Mark(site.FindServer(id), call.Only("metadata")),
            ("GET", ["flavors"] or ["flavors", "detail"]) => new(
                200,
                new JsonObject
                {
                    ["flavors"] = new JsonArray([
                        .. call.Page(Flavors, flavor => flavor.Id, options.MaxPageSize).Select(flavor => (JsonNode)Shape(flavor)),
                    ]),
                }
            ),
            ("GET", ["flavors", var id]) => new(
                200,
                new JsonObject
                {
                    ["flavor"] = Flavors.Where(flavor => flavor.Id == id).Select(Shape).FirstOrDefault()
                        ?? throw new Refusal(404, $"Flavor {id} could not be found."),
                }
            ),
            ("GET", ["os-keypairs", Key]) => new(
                200,
                new JsonObject
                {
                    ["keypair"] = new JsonObject
                    {
                        ["name"] = Key,
                        ["public_key"] = "ssh-ed25519 AAAA",
                        ["fingerprint"] = "00:00",
                    },
                }
            ),
            ("GET", ["limits"]) => new(
                200,
                new JsonObject
                {
                    ["limits"] = new JsonObject { ["rate"] = new JsonArray(), ["absolute"] = Limits() },
                }
            ),
            _ => throw new Refusal(404, "The resource could not be found."),
        };

    public static string MakeForeign(SiteState site, string name) =>
        site.Boot(
            drawn => new ServerRecord
            {
                Id = drawn.Id,
                PortId = drawn.PortId,
                Name = name,
                Image = ImageApi.Images[0].Id,
                Flavor = Flavors[0].Id,
                Network = NetworkApi.Networks[0].Id,
                Key = "",
                Address = drawn.Address,
                Lease = null,
                Machine = drawn.Machine,
                CreatedAt = site.Now,
                Fault = null,
            },
            ""
        ).Id;

    private static JsonObject Shape((string Id, string Name) flavor) =>
        new()
        {
            ["id"] = flavor.Id,
            ["name"] = flavor.Name,
            ["ram"] = 1,
            ["vcpus"] = 1,
            ["disk"] = 20,
            ["OS-FLV-EXT-DATA:ephemeral"] = 0,
            ["swap"] = "",
            ["rxtx_factor"] = 1.0,
            ["os-flavor-access:is_public"] = true,
            ["OS-FLV-DISABLED:disabled"] = false,
            ["links"] = new JsonArray(),
        };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Newest first, with the lag of lists.</summary>
    private JsonArray Page(Call call, Func<ServerRecord, JsonObject> shape)
    {
        DateTimeOffset seen = site.Now - options.ListLag;
        string name = call.Query["name"].ToString();
        IEnumerable<ServerRecord> listed = site
            .Servers.Reverse()
            .Where(server =>
                server.CreatedAt <= seen
                && !server.IsGone(seen, options.DeleteDuration)
                && (name.Length == 0 || server.Name.Contains(name, StringComparison.Ordinal))
            );
        return new JsonArray([.. call.Page(listed, server => server.Id, options.MaxPageSize).Select(server => (JsonNode)shape(server))]);
    }

    private JsonObject Shape(ServerRecord server)
    {
        string status = server.StatusAt(site.Now, options.BootDuration);
        JsonObject metadata = [];
        foreach ((string key, string value) in server.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            metadata[key] = value;
        }

        JsonArray addresses = new(Address(server.Address, "fixed"));
        foreach (AddressRecord address in site.Addresses.Where(address => address.Server == server))
        {
            addresses.Add(Address(address.Address, "floating"));
        }

        JsonObject shown = new()
        {
            ["id"] = server.Id,
            ["name"] = server.Name,
            ["status"] = status,
            ["OS-EXT-STS:task_state"] =
                server.DeletedAt is not null ? "deleting"
                : status == "BUILD" ? "spawning"
                : null,
            ["OS-EXT-STS:vm_state"] =
                status == "BUILD" ? "building"
                : status == "ACTIVE" ? "active"
                : "error",
            ["OS-EXT-STS:power_state"] = status == "ACTIVE" ? 1 : 0,
            ["created"] = Time(server.CreatedAt),
            ["updated"] = Time(server.CreatedAt),
            ["metadata"] = metadata,
            ["tenant_id"] = "CH-1",
            ["user_id"] = "ann-id",
            ["key_name"] = server.Key.Length > 0 ? server.Key : null,
            ["image"] = new JsonObject { ["id"] = server.Image, ["links"] = new JsonArray() },
            ["flavor"] = new JsonObject { ["id"] = server.Flavor, ["links"] = new JsonArray() },
            ["addresses"] = status == "ACTIVE" ? new JsonObject { [NetworkApi.NameOf(server.Network)] = addresses } : new JsonObject(),
            ["links"] = new JsonArray(),
            ["security_groups"] = new JsonArray(),
            ["os-extended-volumes:volumes_attached"] = new JsonArray(),
            ["accessIPv4"] = "",
            ["accessIPv6"] = "",
            ["config_drive"] = "",
        };
        if (status == "ERROR")
        {
            shown["fault"] = new JsonObject
            {
                ["code"] = 500,
                ["message"] = server.Fault,
                ["created"] = Time(server.CreatedAt),
            };
        }

        return shown;

        static JsonObject Address(string address, string kind) =>
            new()
            {
                ["addr"] = address,
                ["version"] = 4,
                ["OS-EXT-IPS:type"] = kind,
                ["OS-EXT-IPS-MAC:mac_addr"] = "fa:16:3e:00:00:01",
            };
    }

    private JsonObject Limits() =>
        new()
        {
            ["maxTotalInstances"] = options.MaxServers,
            ["totalInstancesUsed"] = site.Servers.Count(server => !server.IsGone(site.Now, options.DeleteDuration)),
            ["maxTotalCores"] = -1,
            ["totalCoresUsed"] = 0,
            ["maxServerMeta"] = ItemsMax,
        };

    private Reply Make(JsonObject body)
    {
        Call.Allow(body, "server", "os:scheduler_hints", "OS-SCH-HNT:scheduler_hints");
        JsonObject server = body["server"] as JsonObject ?? throw new Refusal(400, "'server' is a required property");
        Call.Allow(
            server,
            "name",
            "imageRef",
            "flavorRef",
            "networks",
            "key_name",
            "metadata",
            "min_count",
            "max_count",
            "security_groups",
            "user_data",
            "config_drive"
        );
        string image = Call.Text(server, "imageRef");
        string flavor = Call.Text(server, "flavorRef");
        string network =
            server["networks"] is JsonArray { Count: 1 } networks && networks[0] is JsonObject one
                ? Call.Text(one, "uuid")
                : throw new Refusal(400, "a server has one network here");
        string key = Call.Text(server, "key_name");
        string name = Call.Text(server, "name");
        _ =
            ImageApi.Images.All(entry => entry.Id != image) ? throw new Refusal(400, $"Image {image} could not be found.")
            : Flavors.All(entry => entry.Id != flavor) ? throw new Refusal(400, $"Flavor {flavor} could not be found.")
            : NetworkApi.Networks.All(entry => entry.Id != network) ? throw new Refusal(400, $"Network {network} could not be found.")
            : key is not ("" or Key) ? throw new Refusal(400, "Invalid key_name provided.")
            : name.Length is 0 or > ValueMax ? throw new Refusal(400, "Invalid input for field/attribute name.")
            : (Call.Number(server, "min_count", 1), Call.Number(server, "max_count", 1)) != (1, 1)
                ? throw new Refusal(400, "servers are made one by one here")
            : true;
        JsonObject marks = server["metadata"] as JsonObject ?? [];
        Check(marks);
        JsonObject hints = body["os:scheduler_hints"] as JsonObject ?? body["OS-SCH-HNT:scheduler_hints"] as JsonObject ?? [];
        ServerRecord made = site.Boot(
            drawn => new ServerRecord
            {
                Id = drawn.Id,
                PortId = drawn.PortId,
                Name = name,
                Image = image,
                Flavor = flavor,
                Network = network,
                Key = key,
                Address = drawn.Address,
                Lease = drawn.Lease,
                Machine = drawn.Machine,
                CreatedAt = site.Now,
                Fault = drawn.Fault,
            },
            Call.Text(hints, "reservation")
        );
        Put(made, marks);
        return new(
            202,
            new JsonObject
            {
                ["server"] = new JsonObject
                {
                    ["id"] = made.Id,
                    ["links"] = new JsonArray(),
                    ["OS-DCF:diskConfig"] = "MANUAL",
                    ["security_groups"] = new JsonArray(),
                },
            }
        );
    }

    private Reply Mark(ServerRecord server, JsonObject marks)
    {
        Check(marks);
        Put(server, marks);
        return new(200, new JsonObject { ["metadata"] = marks.DeepClone() });
    }

    private Reply Delete(ServerRecord server)
    {
        server.DeletedAt ??= site.Now;
        site.Advance();
        return new(204);
    }

    private static void Check(JsonObject marks) =>
        _ =
            marks.Count <= ItemsMax
            && marks.All(mark =>
                mark.Value is JsonValue value && value.TryGetValue(out string? text) && Encoding.UTF8.GetByteCount(text) <= ValueMax
            )
                ? true
                : throw new Refusal(400, "Invalid input for field/attribute metadata.");

    private static void Put(ServerRecord server, JsonObject marks)
    {
        foreach ((string key, JsonNode? value) in marks)
        {
            server.Metadata[key] = value!.ToString();
        }
    }
}
