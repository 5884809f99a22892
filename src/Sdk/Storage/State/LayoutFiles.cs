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
        List<KeyValuePair<string, JsonNode>> files =
        [
            new("simulator.json", CreateSimulator(tables)),
            new("devices.json", DevicesFile.Create(tables)),
            .. tables.Servers.Values.Select(server => KeyValuePair.Create($"fake_server_{server.Name}.json", ServerFile.Create(server))),
            // The reference simulator writes the files of clusters without an extension.
            .. tables.Clusters.Select(cluster =>
                KeyValuePair.Create($"fake_cluster_{cluster.Key}", (JsonNode)CreateCluster(cluster.Value, tables.Setup.Rules))
            ),
            .. tables.PowerUnits.Select(
                (name, number) =>
                    KeyValuePair.Create($"pdu_sim_{name}.json", (JsonNode)CreatePowerUnit(tables, new PowerUnitLayout(number)))
            ),
            .. tables.Controllers.Values.Select(controller =>
                KeyValuePair.Create($"fake_controller_{controller.Number}.json", (JsonNode)CreateController(controller))
            ),
        ];
        if (tables.OutletServers.Count > 0)
        {
            files.Add(new("fake_power_control.json", CreatePowerControl(tables)));
        }

        return files;
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

    private static JsonObject CreateSimulator(StorageTables tables) =>
        new JsonObject
        {
            ["cluster_size"] = tables.Setup.ServersPerCluster,
            ["packages"] = new JsonObject
            {
                ["server"] = CreateVersions(tables.ServerPackages),
                ["worker"] = CreateVersions(tables.WorkerPackages),
            },
        };

    private static JsonObject CreateVersions(PackageRepository repository) =>
        ToObject(repository.Versions, entry => entry.Key, entry => Version(entry.Value));

    private static JsonObject CreateCluster(HaState state, HaRuleSet rules) =>
        new JsonObject
        {
            ["nodes"] = ToObject(state.Nodes, node => node.Key, node => CreateNode(node.Key, node.Value, rules)),
            ["resources"] = ToObject(state.Targets, target => target.Key, target => CreateResource(target.Value, rules)),
        };

    private static JsonObject CreateNode(string name, HaNode node, HaRuleSet rules)
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

    private static JsonObject CreateResource(HaTarget target, HaRuleSet rules)
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

    private static JsonObject CreatePowerUnit(StorageTables tables, PowerUnitLayout unit) =>
        new JsonObject
        {
            ["address"] = "127.0.0.1",
            ["klass"] = PowerUnitKind,
            ["name"] = unit.Name,
            ["outlets"] = ToObject(
                tables.Outlets.Where(outlet => outlet.Key.Unit == unit.Name),
                outlet => outlet.Key.Number,
                outlet => outlet.Value
            ),
            ["port"] = unit.Port,
        };

    private static JsonObject CreatePowerControl(StorageTables tables) =>
        new JsonObject
        {
            ["outlet_servers"] = ToObject(tables.OutletServers, entry => entry.Key, entry => entry.Value),
            ["server_outlets"] = ToObject(tables.OutletServers, entry => entry.Value, entry => entry.Key),
        };

    private static JsonObject CreateController(StorageController controller) =>
        new JsonObject
        {
            ["controller_id"] = controller.Number,
            ["disks"] = ToObject(
                controller.Luns.SelectMany(lun => lun.Disks.Select(disk => (Name: disk, lun.DiskSize))),
                disk => disk.Name,
                disk => new JsonObject { ["size"] = disk.DiskSize, ["wwid"] = disk.Name }
            ),
            ["luns"] = ToObject(controller.Luns, lun => lun.Serial, CreateLun),
        };

    private static JsonObject CreateLun(Lun lun) =>
        new JsonObject
        {
            ["serial"] = lun.Serial,
            ["size"] = lun.Size,
            ["wwids"] = new JsonArray([.. lun.Disks.Select(disk => (JsonNode?)disk)]),
        };

    private static JsonObject ToObject<T>(IEnumerable<T> items, Func<T, string> getKey, Func<T, JsonNode?> getValue) =>
        new(items.Select(item => KeyValuePair.Create(getKey(item), getValue(item))));
}
