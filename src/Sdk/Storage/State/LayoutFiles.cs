using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.State;

/// <summary>Converts a storage cluster to the files of the reference simulator.</summary>
internal static class LayoutFiles
{
    // Type of power unit that the standard fence agents support.
    private const string PowerUnitKind = "APC79xxSimulator";

    /// <summary>Returns the contents of the files by file name.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> Create(StorageTables tables)
    {
        IEnumerable<KeyValuePair<string, JsonNode>> files =
        [
            new("simulator.json", Simulator(tables)),
            new("devices.json", DevicesFile.Create(tables)),
            .. tables.Servers.Values.Select(server => KeyValuePair.Create($"fake_server_{server.Name}.json", ServerFile.Create(server))),
            .. tables.Clusters.Select(cluster =>
                KeyValuePair.Create($"fake_cluster_{cluster.Key}", (JsonNode)Cluster(cluster.Value, tables.Setup.Rules))
            ),
            .. tables.PowerUnits.Select(
                (name, number) => KeyValuePair.Create($"pdu_sim_{name}.json", (JsonNode)PowerUnit(tables, new PowerUnitLayout(number)))
            ),
            .. tables.Controllers.Values.Select(controller =>
                KeyValuePair.Create($"fake_controller_{controller.Number}.json", (JsonNode)Controller(controller))
            ),
            .. tables.OutletServers.Count > 0 ? new[] { KeyValuePair.Create("fake_power_control.json", (JsonNode)Power(tables)) } : [],
        ];
        return files;
    }

    /// <summary>
    /// Returns the files that the reference simulator writes before it rejects an invalid specification.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> OfRefused(StorageClusterSpec setup)
    {
        StorageTables tables = new();
        tables.Apply(
            new StorageChange
            {
                Setup = setup,
                PowerUnits = [.. Enumerable.Range(0, setup.PduCount).Select(number => new PowerUnitLayout(number).Name)],
            }
        );
        return Create(tables).Where(file => !file.Key.StartsWith("devices", StringComparison.Ordinal));
    }

    public static string Text(JsonNode content)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, new JsonWriterOptions { Indented = true, IndentSize = 4 }))
        {
            content.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static JsonArray Version(PackageVersion version) => new(version.Epoch, version.Version, version.Release, version.Architecture);

    private static JsonObject Simulator(StorageTables tables) =>
        new JsonObject
        {
            ["cluster_size"] = tables.Setup.ServersPerCluster,
            ["packages"] = new JsonObject { ["server"] = Versions(tables.ServerPackages), ["worker"] = Versions(tables.WorkerPackages) },
        };

    private static JsonObject Versions(PackageRepository repository) =>
        new(repository.Versions.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Version(entry.Value))));

    private static JsonObject Cluster(HaState state, HaRuleSet rules) =>
        new JsonObject
        {
            ["nodes"] = new JsonObject(
                state.Nodes.Select(node => KeyValuePair.Create(node.Key, (JsonNode?)Node(node.Key, node.Value, rules)))
            ),
            ["resources"] = new JsonObject(
                state.Targets.Select(target => KeyValuePair.Create(target.Key, (JsonNode?)Resource(target.Value, rules)))
            ),
        };

    private static JsonObject Node(string name, HaNode node, HaRuleSet rules)
    {
        JsonObject fields = new()
        {
            ["fqdn"] = new ServerName(name).Fqdn,
            ["nodename"] = name,
            ["online"] = node.IsOnline,
        };
        if (rules == HaRuleSet.Strict)
        {
            fields["standby"] = node.IsStandby;
        }

        return fields;
    }

    private static JsonObject Resource(HaTarget target, HaRuleSet rules)
    {
        JsonObject fields = new()
        {
            ["ha_label"] = target.Label,
            ["device_path"] = target.DevicePath,
            ["uuid"] = target.Uuid,
            ["primary_node"] = target.Primary,
            ["secondary_node"] = target.Secondary,
            ["mount_point"] = target.MountPoint,
            ["started_on"] = target.CurrentNode,
        };
        if (rules == HaRuleSet.Strict)
        {
            fields["wanted"] = target.IsDesired;
        }

        return fields;
    }

    private static JsonObject PowerUnit(StorageTables tables, PowerUnitLayout unit) =>
        new JsonObject
        {
            ["address"] = "127.0.0.1",
            ["klass"] = PowerUnitKind,
            ["name"] = unit.Name,
            ["outlets"] = new JsonObject(
                tables
                    .Outlets.Where(outlet => outlet.Key.Unit == unit.Name)
                    .Select(outlet => KeyValuePair.Create(outlet.Key.Number, (JsonNode?)outlet.Value))
            ),
            ["port"] = unit.Port,
        };

    private static JsonObject Power(StorageTables tables) =>
        new JsonObject
        {
            ["outlet_servers"] = new JsonObject(
                tables.OutletServers.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))
            ),
            ["server_outlets"] = new JsonObject(
                tables.OutletServers.Select(entry => KeyValuePair.Create(entry.Value, (JsonNode?)entry.Key))
            ),
        };

    private static JsonObject Controller(StorageController controller) =>
        new JsonObject
        {
            ["controller_id"] = controller.Number,
            ["disks"] = new JsonObject(
                controller.Luns.SelectMany(lun =>
                    lun.Disks.Select(disk =>
                        KeyValuePair.Create(disk, (JsonNode?)new JsonObject { ["size"] = lun.DiskSize, ["wwid"] = disk })
                    )
                )
            ),
            ["luns"] = new JsonObject(
                controller.Luns.Select(lun =>
                    KeyValuePair.Create(
                        lun.Serial,
                        (JsonNode?)
                            new JsonObject
                            {
                                ["serial"] = lun.Serial,
                                ["size"] = lun.Size,
                                ["wwids"] = new JsonArray([.. lun.Disks.Select(disk => (JsonNode?)disk)]),
                            }
                    )
                )
            ),
        };
}
