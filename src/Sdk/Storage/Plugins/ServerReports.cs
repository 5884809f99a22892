using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Plugins;

/// <summary>Message bodies that a server's agent sends.</summary>
/// <remarks>A session starts with the full state and continues with updates.</remarks>
public sealed class ServerReports
{
    private const int Prefix = 24;
    private readonly StorageCluster _cluster;
    private readonly string _fqdn;

    /// <summary>Creates the reports of a server.</summary>
    /// <param name="cluster">Cluster of the server.</param>
    /// <param name="fqdn">Full name of the server.</param>
    public ServerReports(StorageCluster cluster, string fqdn)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        (_cluster, _fqdn) = (cluster, cluster.Servers.Get(fqdn).Name.Fqdn);
    }

    /// <summary>Names of the plug-ins.</summary>
    public static ValueList<string> Names { get; } =
    ["linux", "linux_network", "lustre", "corosync", "systemd_journal", "simulator_controller"];

    private StorageServer Server => _cluster.Servers.Get(_fqdn);

    private DateTimeOffset Now => _cluster.Clock.GetUtcNow();

    /// <summary>Returns the full state of a plug-in at the start of its session.</summary>
    /// <param name="plugin">One of <see cref="Names"/>.</param>
    /// <exception cref="StorageException">The plug-in does not exist.</exception>
    public JsonObject GetFullReport(string plugin) =>
        plugin switch
        {
            "linux" => Linux(),
            "systemd_journal" => new JsonObject
            {
                ["log_lines"] = new JsonArray(
                    LogGenerator.Line(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Lustre: Cluster simulator systemd_journal session start {_fqdn} {Now:yyyy-MM-dd HH:mm:ss.ffffff}"
                        ),
                        Now
                    )
                ),
            },
            "lustre" => Lustre(isFirst: true),
            "linux_network" => LinuxNetwork(),
            "corosync" => Corosync(),
            "simulator_controller" => [],
            _ => throw new StorageException(
                ProblemCode.UnknownReference,
                plugin,
                "is not a plug-in",
                "use one of " + string.Join(", ", (IEnumerable<string>)Names)
            ),
        };

    /// <summary>Returns the updates of a plug-in, one body per message; empty if there is nothing to report.</summary>
    /// <param name="plugin">One of <see cref="Names"/>.</param>
    /// <exception cref="StorageException">The plug-in does not exist.</exception>
    public IReadOnlyList<JsonObject> GetUpdate(string plugin) =>
        plugin switch
        {
            // Disks are reported once per session.
            "linux" => [],
            "systemd_journal" => _cluster.Logs.Dequeue(_fqdn, Now),
            "lustre" => [Lustre(isFirst: false)],
            _ => [GetFullReport(plugin)],
        };

    private JsonObject Linux() =>
        new()
        {
            ["mpath"] = new JsonObject(),
            ["lvs"] = new JsonObject(),
            ["devs"] = Devices(),
            ["local_fs"] = new JsonObject(),
            ["mds"] = new JsonObject(),
            ["vgs"] = new JsonObject(),
        };

    private JsonObject Devices()
    {
        JsonObject devices = [];
        foreach (Volume volume in _cluster.Devices.GetVisibleVolumes(_fqdn))
        {
            JsonObject device = DevicesFile.Device(volume);
            device["path"] = volume.Path;
            device["filesystem_type"] = volume.LocalFileSystem;

            // The reference simulator keys disks by a number that several disks can share. The last one is kept.
            devices[volume.MajorMinor] = device;
        }

        return devices;
    }

    private JsonObject LinuxNetwork()
    {
        StorageServer server = Server;
        return new JsonObject
        {
            ["interfaces"] = new JsonObject(
                server.Interfaces.Select(networkInterface =>
                    KeyValuePair.Create(
                        networkInterface.Device,
                        (JsonNode?)
                            new JsonObject
                            {
                                ["mac_address"] = "12:34:56:78:90:1" + networkInterface.Number,
                                ["inet4_address"] = networkInterface.Address,
                                ["inet4_prefix"] = Prefix,
                                ["inet6_address"] = "Need An inet6 Simulated Address",
                                ["type"] = networkInterface.Type,
                                ["rx_bytes"] = "24400222349",
                                ["tx_bytes"] = "1789870413",
                                ["up"] = true,
                                ["slave"] = false,
                            }
                    )
                )
            ),
            ["lnet"] = new JsonObject
            {
                ["state"] = server switch
                {
                    { IsLnetLoaded: false } => "lnet_unloaded",
                    { IsLnetUp: true } => "lnet_up",
                    _ => "lnet_down",
                },
                ["nids"] = new JsonObject(
                    server
                        .Interfaces.Where(networkInterface => networkInterface.LndNetwork is not null)
                        .Select(networkInterface =>
                            KeyValuePair.Create(
                                networkInterface.Device,
                                (JsonNode?)
                                    new JsonObject
                                    {
                                        ["nid_address"] = networkInterface.Address,
                                        ["type"] = networkInterface.Type,
                                        ["lnd_network"] = networkInterface.LndNetwork,
                                        ["lnd_type"] = networkInterface.LndType,
                                    }
                            )
                        )
                ),
            },
        };
    }

    private JsonObject Lustre(bool isFirst)
    {
        StorageServer server = Server;
        HaState availability = _cluster.Availability.GetState(server.Cluster);
        return new JsonObject
        {
            ["resource_locations"] = new JsonObject(
                availability.Targets.Select(target => KeyValuePair.Create(target.Key, (JsonNode?)target.Value.CurrentNode))
            ),
            ["capabilities"] = new JsonArray("manage_targets"),
            ["metrics"] = new JsonObject
            {
                ["raw"] = new JsonObject
                {
                    ["node"] = _cluster.Statistics.GetNodeStatistics(_fqdn),
                    ["lustre"] = new JsonObject
                    {
                        ["target"] = new JsonObject(
                            _cluster
                                .TargetsRunningOn(server)
                                .Select(target =>
                                    KeyValuePair.Create(target.Label, (JsonNode?)_cluster.Statistics.GetTargetStatistics(target))
                                )
                                .Where(entry => entry.Value!.AsObject().Count > 0)
                        ),
                        ["lnet"] = new JsonObject(),
                        ["jobid_var"] = "procname_uid",
                    },
                    ["lustre_client_mounts"] = new JsonArray([
                        .. server.Mounts.Select(mount =>
                            (JsonNode?)new JsonObject { ["mountspec"] = mount.Key, ["mountpoint"] = mount.Value }
                        ),
                    ]),
                },
            },
            ["packages"] = isFirst ? PackageScan.Create(server, _cluster.GetRepository(server)) : null,
            ["mounts"] = new JsonArray([
                .. _cluster
                    .Availability.InOrder(server.Cluster)
                    .Where(target => target.CurrentNode == server.Name.Node)
                    .Select(target => (JsonNode?)Mount(target)),
            ]),
            ["properties"] = Properties(),
            ["started_at"] = FormatTime(Now) + "Z",
            ["agent_version"] = "dummy",
        };
    }

    private static JsonObject Mount(HaTarget target) =>
        new()
        {
            ["device"] = target.DevicePath,
            ["fs_uuid"] = target.Uuid,
            ["mount_point"] = target.MountPoint,
            ["recovery_status"] = new JsonObject(),
        };

    // The machine that the reference simulator imitates.
    private static JsonObject Properties() =>
        new()
        {
            ["zfs_installed"] = false,
            ["distro"] = "CentOS",
            ["distro_version"] = 6.6,
            ["python_version_major_minor"] = 2.6,
            ["python_patchlevel"] = 6,
            ["kernel_version"] = "2.6.32-504.8.1.el6_lustre.x86_64",
        };

    private JsonObject Corosync()
    {
        StorageServer server = Server;
        bool isMember = server.IsCorosyncRunning && server.IsPacemakerRunning;
        return new JsonObject
        {
            ["crm_info"] = !isMember
                ? new JsonObject()
                : new JsonObject
                {
                    ["nodes"] = new JsonObject(
                        _cluster
                            .Availability.GetState(server.Cluster)
                            .Nodes.Select(node => KeyValuePair.Create(node.Key, (JsonNode?)NewMember(node.Key, node.Value)))
                    ),
                    ["options"] = new JsonObject { ["stonith_enabled"] = true },
                    ["datetime"] = FormatTime(Now),
                },
            ["state"] = new JsonObject
            {
                ["corosync"] = ServerFile.FormatState(server.IsCorosyncRunning),
                ["pacemaker"] = ServerFile.FormatState(server.IsPacemakerRunning),
            },
        };
    }

    private static JsonObject NewMember(string name, HaNode node) =>
        new()
        {
            ["name"] = name,
            ["standby"] = Format(node.IsStandby),
            ["standby_onfail"] = "false",
            ["expected_up"] = "true",
            ["is_dc"] = "true",
            ["shutdown"] = "false",
            ["online"] = Format(node.IsOnline),
            ["pending"] = "false",
            ["type"] = "member",
            ["id"] = name,
            ["resources_running"] = "0",
            ["unclean"] = "false",
        };

    private static string Format(bool value) => value ? "true" : "false";

    private static string FormatTime(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}

/// <summary>Available and installed packages of a server, as agents report them.</summary>
internal static class PackageScan
{
    public static JsonObject Create(StorageServer server, PackageRepository offer) =>
        new()
        {
            ["external"] = new JsonObject(
                offer.Versions.Select(entry =>
                    KeyValuePair.Create(
                        entry.Key,
                        (JsonNode?)
                            new JsonObject
                            {
                                ["available"] = new JsonArray(LayoutFiles.Version(entry.Value)),
                                ["installed"] = server.Packages.TryGetValue(entry.Key, out PackageVersion? installed)
                                    ? new JsonArray(LayoutFiles.Version(installed))
                                    : [],
                            }
                    )
                )
            ),
        };
}
