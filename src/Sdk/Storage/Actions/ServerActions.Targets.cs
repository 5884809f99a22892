using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Servers;

namespace Scalewright.Storage.Actions;

// Actions on targets: on disks and in the high-availability cluster.
public sealed partial class ServerActions
{
    private async Task<JsonNode?> ConfigureTargetHaAsync(ActionInput input, CancellationToken cancellationToken)
    {
        string label = input.RequireText("ha_label");
        HaTarget record = new()
        {
            Label = label,
            DevicePath = input.RequireText("device"),
            Uuid = input.RequireText("uuid"),
            MountPoint = input.RequireText("mount_point"),
        };
        return await ApplyAsync(
            HaEvent.Configure(label, Server.Name.Node, input.IsTrue("primary")) with
            {
                Record = record,
            },
            cancellationToken
        );
    }

    private async Task<JsonNode?> UnconfigureTargetHaAsync(ActionInput input, CancellationToken cancellationToken)
    {
        // Removal is idempotent: the manager may retry after it lost the response.
        HaEvent haEvent = HaEvent.Unconfigure(input.RequireText("ha_label"), input.IsTrue("primary"));
        return _cluster.Availability.GetState(Server.Cluster).Targets.ContainsKey(haEvent.Label)
            ? await ApplyAsync(haEvent, cancellationToken)
            : CreateResult();
    }

    private async Task<JsonNode?> StartTargetAsync(ActionInput input, CancellationToken cancellationToken)
    {
        string label = input.RequireText("ha_label");
        await ApplyAsync(HaEvent.Start(label), cancellationToken);
        return CreateResult(_cluster.Availability.GetState(Server.Cluster).Targets[label].CurrentNode);
    }

    private Task<JsonNode?> StopTargetAsync(ActionInput input, CancellationToken cancellationToken) =>
        ApplyAsync(HaEvent.Stop(input.RequireText("ha_label")), cancellationToken);

    private Task<JsonNode?> FailoverTargetAsync(ActionInput input, CancellationToken cancellationToken) =>
        ApplyAsync(HaEvent.Failover(input.RequireText("ha_label")), cancellationToken);

    private Task<JsonNode?> FailbackTargetAsync(ActionInput input, CancellationToken cancellationToken) =>
        ApplyAsync(HaEvent.Failback(input.RequireText("ha_label")), cancellationToken);

    private async Task<JsonNode?> ApplyAsync(HaEvent haEvent, CancellationToken cancellationToken)
    {
        HaResult outcome = await _cluster.Availability.ApplyAsync(Server.Cluster, haEvent, cancellationToken);
        return outcome.Rejection switch
        {
            HaRejection.None => CreateResult(),
            HaRejection.NotFound => throw StorageActionException.UnknownLabel(haEvent.Label),
            HaRejection.NoOnlineHost => throw Rejected(
                haEvent,
                "has no node that is online",
                "start one of its nodes; it starts there by itself"
            ),
            HaRejection.NotStarted => throw Rejected(haEvent, "is not started", "start it first"),
            _ => throw Rejected(haEvent, "cannot go to a node that is not configured or not online", "start that node first"),
        };
    }

    private static StorageException Rejected(HaEvent haEvent, string found, string advice) =>
        new(ProblemCode.ConflictingFields, haEvent.Label, found, advice);

    private async Task<JsonNode?> FormatTargetAsync(ActionInput input, CancellationToken cancellationToken)
    {
        FormatResult result = await _cluster.Devices.FormatAsync(
            _fqdn,
            new FormatRequest
            {
                Device = input.RequireText("device"),
                TargetKinds = input.ReadTexts("target_types"),
                BackFsType = input.FindText("backfstype") ?? "ldiskfs",
                FsName = input.FindText("fsname"),
                Index = input.FindNumber("index"),
                MgsNodes = input
                    .ReadItems("mgsnode")
                    .Where(node => node.ValueKind == JsonValueKind.Array)
                    .Select(node => node.EnumerateArray().Select(nid => nid.GetString() ?? "").ToValueList())
                    .ToValueList(),
                FailNode = input.ReadTexts("failnode"),
                MkfsOptions = input.FindText("mkfsoptions"),
            },
            cancellationToken
        );
        return new JsonObject
        {
            ["uuid"] = result.Uuid,
            ["filesystem_type"] = FormatResult.FileSystemType,
            ["inode_size"] = result.InodeSize,
            ["bytes_per_inode"] = result.BytesPerInode,
            ["inode_count"] = result.InodeCount,
        };
    }

    private async Task<JsonNode?> RegisterTargetAsync(ActionInput input, CancellationToken cancellationToken) =>
        new JsonObject { ["label"] = await _cluster.Devices.RegisterAsync(_fqdn, input.RequireText("device_path"), cancellationToken) };

    private Task<JsonNode?> CheckBlockDeviceAsync(ActionInput input, CancellationToken cancellationToken) =>
        Task.FromResult<JsonNode?>(_cluster.Devices.GetVolume(_fqdn, input.RequireText("path")).LocalFileSystem);

    private async Task<JsonNode?> WriteconfTargetAsync(ActionInput input, CancellationToken cancellationToken)
    {
        // Only the writeconf of a management target clears settings.
        if (!input.ReadItems("mgsnode").Any())
        {
            await _cluster.Devices.ClearAsync(TargetAt(input.RequireText("device")).MgsNode, cancellationToken);
        }

        return null;
    }

    private async Task<JsonNode?> SetConfParamAsync(ActionInput input, CancellationToken cancellationToken)
    {
        LustreTarget management = TargetsHere().FirstOrDefault(target => target.Label == SharedDevices.ManagementLabel)
            ?? throw new StorageException(ProblemCode.ConflictingFields, _fqdn, "runs no management target", "ask the server that does");
        string key = input.RequireText("key");
        string? value = input.ReadSetting("value");
        await _cluster.Devices.SetAsync(management.MgsNode, key, value, cancellationToken);
        if (key.Contains("hsm_control", StringComparison.Ordinal) && value is not null)
        {
            await _cluster.Hsm.SetCoordinatorAsync(key[..key.LastIndexOf('-')], value, cancellationToken);
        }

        return null;
    }

    private async Task<JsonNode?> PurgeConfigurationAsync(ActionInput input, CancellationToken cancellationToken)
    {
        await _cluster.Devices.PurgeAsync(
            TargetAt(input.RequireText("mgs_device_path")).MgsNode,
            input.RequireText("filesystem_name"),
            cancellationToken
        );
        return null;
    }

    private Task<JsonNode?> DetectScanAsync(ActionInput input, CancellationToken cancellationToken) =>
        Task.FromResult<JsonNode?>(
            new TargetScan(_cluster, Server).Read(
                input
                    .ReadItems("target_devices")
                    .Where(item => item.ValueKind == JsonValueKind.Object)
                    .Select(item => new ActionInput(item).RequireText("path"))
            )
        );

    private LustreTarget TargetAt(string path) =>
        _cluster.Devices.GetVolume(_fqdn, path).Target
        ?? throw new StorageException(ProblemCode.UnknownReference, path, "holds no target", "name the disk of a target");

    private IEnumerable<LustreTarget> TargetsHere() => _cluster.TargetsRunningOn(Server);
}

/// <summary>Results of a disk scan in which a manager searches for existing file systems.</summary>
internal sealed class TargetScan(StorageCluster cluster, StorageServer server)
{
    public JsonObject Read(IEnumerable<string> paths)
    {
        ValueMap<HaTarget> targets = cluster.Availability.GetState(server.Cluster).Targets;
        ValueList<Volume> seen = cluster.Devices.GetVisibleVolumes(server.Name.Fqdn);
        JsonArray local = [];
        LustreTarget? management = null;
        foreach (Volume volume in paths.Select(path => seen.FirstOrDefault(volume => volume.Path == path)).OfType<Volume>())
        {
            if (volume.Target is { } target && targets.Values.FirstOrDefault(candidate => candidate.Uuid == target.Uuid) is { } record)
            {
                local.Add((JsonNode?)Local(volume, target, record.CurrentNode == server.Name.Node));
                management = target.Label == SharedDevices.ManagementLabel ? target : management;
            }
        }

        return new JsonObject
        {
            ["local_targets"] = local,
            ["mgs_targets"] = Listed(management),
            ["mgs_conf_params"] = new JsonObject(),
        };
    }

    private static JsonObject Local(Volume volume, LustreTarget target, bool isMounted) =>
        new()
        {
            ["name"] = target.Label,
            ["uuid"] = target.Uuid,
            ["params"] = new JsonObject(),
            ["device_paths"] = new JsonArray(volume.Path),
            ["mounted"] = isMounted,
        };

    private JsonObject Listed(LustreTarget? management)
    {
        JsonObject systems = [];
        foreach (
            IGrouping<string, LustreTarget> system in management is null
                ? []
                : cluster.Devices.GetRegisteredTargets(management.MgsNode).GroupBy(target => target.FsName ?? "", StringComparer.Ordinal)
        )
        {
            systems[system.Key] = new JsonArray([
                .. system.Select(target =>
                    (JsonNode?)
                        new JsonObject
                        {
                            ["uuid"] = target.Uuid,
                            ["name"] = target.Label,
                            ["nid"] = target.PrimaryNid,
                        }
                ),
            ]);
        }

        return systems;
    }
}
