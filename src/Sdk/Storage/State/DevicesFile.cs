using System.Text.Json.Nodes;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.State;

/// <summary>Shared disks in the format of the reference file.</summary>
internal static class DevicesFile
{
    public static JsonNode Create(StorageTables tables) =>
        new JsonObject
        {
            ["devices"] = Entries(tables.Volumes.Values, volume => volume.Serial, Device),
            ["local_filesystems"] = Entries(
                tables.Volumes.Values.Where(volume => volume.LocalFileSystem is not null),
                volume => volume.Serial,
                volume => volume.LocalFileSystem!
            ),
            ["mgts"] = Entries(tables.ManagementTargets.Values, item => item.Key, item => Management(tables, item)),
            ["presentations"] = Entries(
                tables.Servers.Values.Where(server => SharedDevices.GetVisibleVolumes(tables, server.Name.Fqdn).Any()),
                server => server.Name.Fqdn,
                server => Presentations(tables, server)
            ),
            ["targets"] = Entries(
                tables.Volumes.Values.Where(volume => volume.Target is not null),
                volume => volume.Serial,
                volume => CreateTarget(volume.Target!)
            ),
        };

    /// <summary>Disk in the format of files and agents.</summary>
    public static JsonObject Device(Volume volume) =>
        new()
        {
            ["major_minor"] = volume.MajorMinor,
            ["parent"] = null,
            ["partition_number"] = null,
            ["serial_80"] = volume.Serial,
            ["serial_83"] = volume.Serial,
            ["size"] = VolumeLayout.DefaultSizeBytes,
        };

    private static JsonObject Presentations(StorageTables tables, StorageServer server) =>
        Entries(SharedDevices.GetVisibleVolumes(tables, server.Name.Fqdn), volume => volume.Path, volume => volume.Serial);

    private static JsonObject Management(StorageTables tables, ManagementTarget item) =>
        new()
        {
            ["targets"] = Entries(
                tables
                    .Volumes.Values.Select(volume => volume.Target)
                    .OfType<LustreTarget>()
                    .Where(target => target.IsRegistered && target.MgsNode == item.Key),
                target => target.Label,
                _ => new JsonObject()
            ),
            ["conf_params"] = Entries(item.Settings, entry => entry.Key, entry => entry.Value),
        };

    private static JsonObject CreateTarget(LustreTarget target) =>
        new()
        {
            ["label"] = target.Label,
            ["uuid"] = target.Uuid,
            ["mgsnode"] = target.MgsNode,
            ["fsname"] = target.FsName,
            ["backfstype"] = target.BackFsType,
            ["index"] = target.Index,
            ["primary_nid"] = target.PrimaryNid,
        };

    private static JsonObject Entries<T>(IEnumerable<T> items, Func<T, string> key, Func<T, JsonNode> value) =>
        new(items.Select(item => KeyValuePair.Create(key(item), (JsonNode?)value(item))));
}
