using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Servers;

namespace Scalewright.Storage.Actions;

/// <summary>What a server finds on disks when a manager looks for file systems that are there already.</summary>
internal sealed class TargetScan(StorageCluster cluster, Server server)
{
    public JsonObject Read(IEnumerable<string> paths)
    {
        ValueMap<HaTarget> known = cluster.Availability.Of(server.Cluster).Targets;
        ValueList<Volume> seen = cluster.Devices.SeenBy(server.Name.Fqdn);
        JsonArray local = [];
        Target? management = null;
        foreach (Volume volume in paths.Select(path => seen.FirstOrDefault(volume => volume.Path == path)).OfType<Volume>())
        {
            if (volume.Target is { } target && known.Values.FirstOrDefault(candidate => candidate.Uuid == target.Uuid) is { } record)
            {
                local.Add((JsonNode?)Local(volume, target, record.Place == server.Name.Node));
                management = target.Label == SharedDevices.ManagementLabel ? target : management;
            }
        }

        return new JsonObject { ["local_targets"] = local, ["mgs_targets"] = Listed(management), ["mgs_conf_params"] = new JsonObject() };
    }

    private static JsonObject Local(Volume volume, Target target, bool isMounted) => new()
    {
        ["name"] = target.Label,
        ["uuid"] = target.Uuid,
        ["params"] = new JsonObject(),
        ["device_paths"] = new JsonArray(volume.Path),
        ["mounted"] = isMounted,
    };

    private JsonObject Listed(Target? management)
    {
        JsonObject systems = [];
        foreach (IGrouping<string, Target> system in management is null ? [] : cluster.Devices.RegisteredAt(management.MgsNode).GroupBy(target => target.FsName ?? "", StringComparer.Ordinal))
        {
            systems[system.Key] = new JsonArray([.. system.Select(target => (JsonNode?)new JsonObject { ["uuid"] = target.Uuid, ["name"] = target.Label, ["nid"] = target.PrimaryNid })]);
        }

        return systems;
    }
}
