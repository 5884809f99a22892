using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Power;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Importing;

/// <summary>Converts files of the reference simulator to one change that creates the cluster. Pure.</summary>
internal sealed class LayoutImport(ValueMap<string> files, HaRuleSet rules)
{
    private const string Json = ".json";
    private const string ServerStart = "fake_server_";
    private const string ClusterStart = "fake_cluster_";
    private const string ControllerStart = "fake_controller_";
    private const string UnitStart = "pdu_sim_";
    private const string CryptoFolder = "_crypto/";

    private readonly List<Problem> _problems = [];

    /// <param name="now">Last start of the servers, which the files do not contain.</param>
    /// <exception cref="StorageException">The files are incomplete or contradictory, with all problems.</exception>
    public StorageChange Read(DateTimeOffset now)
    {
        ImportNode simulator = Needed("simulator.json");
        StorageController[] controllers =
        [
            .. Named(ControllerStart, Json).Select(file => Controller(file.Key, file.Value)).OrderBy(controller => controller.Number),
        ];
        DeviceImport devices = new(Needed("devices.json"), controllers);
        ClusterDelta[] clusters =
        [
            .. Named(ClusterStart, "")
                .Select(file => ClusterImport.Read(ParseNumber(file.Key, file.Value), file.Value))
                .OrderBy(delta => delta.Number),
        ];
        ImportNode power = Find("fake_power_control.json");
        StorageServer[] servers =
        [
            .. Named(ServerStart, Json)
                .Select(file =>
                    ServerImport.Read(
                        file.Value,
                        name => new ServerReferences(
                            clusters.FirstOrDefault(cluster => cluster.Nodes!.ContainsKey(name.Node))?.Number,
                            devices.FindUnit(name),
                            power["server_outlets"][name.Fqdn].MaybeText()
                        ),
                        name =>
                            files.Keys.Any(key => key.StartsWith(name.Fqdn + CryptoFolder, StringComparison.Ordinal) && !key.EndsWith('/')),
                        now
                    )
                )
                .OfType<StorageServer>(),
        ];
        (string Name, PowerOutlet[] Outlets)[] units = [.. Named(UnitStart, Json).Select((file, number) => Unit(file.Value, number))];
        StorageChange change = new()
        {
            Format = StorageChange.Mark,
            Packages =
            [
                new PackageRepository(false, ServerImport.Versions(simulator["packages"]["server"])),
                new PackageRepository(true, ServerImport.Versions(simulator["packages"]["worker"])),
            ],
            Servers = servers,
            Clusters = clusters,
            Volumes = devices.Volumes,
            ManagementTargets = devices.ManagementTargets,
            PowerUnits = [.. units.Select(unit => unit.Name)],
            Outlets = [.. units.SelectMany(unit => unit.Outlets)],
            Controllers = controllers,
            Setup = CreateSpec(simulator["cluster_size"].Whole(), servers, devices.Volumes.Length, units.Length, controllers.Length),
        };
        return _problems.Count == 0 ? change : throw new StorageException(_problems.ToValueList());
    }

    private StorageClusterSpec CreateSpec(int clusterSize, StorageServer[] servers, int volumes, int units, int controllers)
    {
        int count = servers.Count(server => !server.IsWorker);
        return new StorageClusterSpec
        {
            ServerCount = count,
            WorkerCount = servers.Length - count,
            VolumeCount = volumes,
            NidsPerServer = servers.Select(server => server.Interfaces.Count).DefaultIfEmpty().Max(),
            ServersPerCluster = Math.Max(1, clusterSize),
            PduCount = units,
            ServersPerStorageUnit = controllers > 0 ? Math.Max(1, count / controllers) : 0,
            Rules = rules,
        };
    }

    private static StorageController Controller(string name, ImportNode file)
    {
        int number = file["controller_id"].Whole();
        if (number < 1)
        {
            file["controller_id"].AddError($"is {number}", "give a number from 1", ProblemCode.OutOfRange);
        }

        return number == ParseNumber(name, file)
            ? new StorageController(
                number,
                file["luns"]
                    .Entries()
                    .Select(entry => new Lun(
                        entry.Key,
                        entry.Value["size"].Long(),
                        entry.Value["wwids"].Items().Select(disk => disk.Text()).ToValueList()
                    ))
                    .ToValueList()
            )
            : new StorageController(
                ParseNumber(
                    name,
                    file["controller_id"].AddError("is not the number in the file's name", "give the same", ProblemCode.ConflictingFields)
                ),
                []
            );
    }

    private static (string Name, PowerOutlet[] Outlets) Unit(ImportNode file, int number)
    {
        string name = new PowerUnitLayout(number).Name;
        if (file["name"].Text() != name)
        {
            file["name"].AddError($"is not '{name}'", "number power units from 0, without gaps", ProblemCode.ConflictingFields);
        }

        return (name, [.. file["outlets"].Entries().Select(outlet => new PowerOutlet(name, outlet.Key, outlet.Value.Flag()))]);
    }

    private static int ParseNumber(string name, ImportNode file)
    {
        if (int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        file.AddError("has no number in its name", "name it as the simulator does");
        return 0;
    }

    /// <summary>Returns files by the middle part of their names.</summary>
    private KeyValuePair<string, ImportNode>[] Named(string start, string end) =>
        files
            .Where(file => file.Key.StartsWith(start, StringComparison.Ordinal) && file.Key.EndsWith(end, StringComparison.Ordinal))
            .Select(file => KeyValuePair.Create(file.Key[start.Length..^end.Length], ImportNode.Parse(file.Value, file.Key, _problems)))
            .ToArray();

    private ImportNode Needed(string name)
    {
        if (!files.ContainsKey(name))
        {
            _problems.Add(
                new Problem(ProblemCode.ClusterNotFound, "is not there", "name the whole folder of a simulator") { Source = name }
            );
            return new ImportNode(null, name, "", []);
        }

        return Find(name);
    }

    private ImportNode Find(string name) =>
        files.TryGetValue(name, out string? text) ? ImportNode.Parse(text, name, _problems) : new ImportNode(null, name, "", []);
}

internal static class ClusterImport
{
    /// <param name="file">Contents of a <c>fake_cluster_…</c> file.</param>
    public static ClusterDelta Read(int number, ImportNode file) =>
        new(number)
        {
            Nodes = file["nodes"]
                .Entries()
                .ToDictionary(
                    entry => entry.Key,
                    entry => new HaNode(entry.Value["online"].Flag(), entry.Value["standby"].MaybeFlag() ?? false),
                    StringComparer.Ordinal
                ),
            Targets = [.. file["resources"].Entries().Select(entry => ReadTarget(entry.Key, entry.Value))],
        };

    // Without "wanted", a running target counts as desired. A stopped target cannot be distinguished from one without
    // an available node.
    private static HaTarget ReadTarget(string label, ImportNode node)
    {
        string? startedOn = node["started_on"].MaybeText();
        return new HaTarget
        {
            Label = label,
            DevicePath = node["device_path"].MaybeText() ?? "",
            Uuid = node["uuid"].MaybeText() ?? "",
            MountPoint = node["mount_point"].MaybeText() ?? "",
            Primary = node["primary_node"].MaybeText(),
            Secondary = node["secondary_node"].MaybeText(),
            CurrentNode = startedOn,
            IsDesired = node["wanted"].MaybeFlag() ?? startedOn is not null,
        };
    }
}

internal static class ServerImport
{
    /// <param name="file">Contents of a <c>fake_server_….json</c> file.</param>
    /// <param name="isRegistered">Returns true if the server has a certificate.</param>
    /// <param name="now">Last start of the server, which the file does not contain.</param>
    /// <returns>Null if the name is invalid.</returns>
    public static StorageServer? Read(
        ImportNode file,
        Func<ServerName, ServerReferences> getReferences,
        Func<ServerName, bool> isRegistered,
        DateTimeOffset now
    )
    {
        string node = file["nodename"].Text();
        ServerName name = new(node);
        if (node.Length == 0 || file["fqdn"].Text() != name.Fqdn)
        {
            file["fqdn"]
                .AddError(
                    $"is not '{TextEscaping.Escape(name.Fqdn)}'",
                    "give the name of the node with its domain",
                    ProblemCode.ConflictingFields
                );
            return null;
        }

        ServerReferences references = getReferences(name);
        ValueList<ServerNetworkInterface> interfaces = file["network_interfaces"]
            .Entries()
            .Select(entry => Interface(entry.Key, entry.Value))
            .OrderBy(networkInterface => networkInterface.Number)
            .ToValueList();
        bool isWorker = file["worker"].Flag();
        return new StorageServer
        {
            Layout = new ServerLayout
            {
                Name = name,
                Index = file["id"].Whole(),
                IsWorker = isWorker,
                Cluster = references.Cluster ?? (isWorker ? ServerLayout.WorkerCluster : 0),
                Unit = references.Unit,
                Outlet = references.Outlet,
                Interfaces = interfaces,
            },
            Interfaces = interfaces,
            IsRegistered = isRegistered(name),
            IsLnetLoaded = file["lnet_loaded"].Flag(),
            IsLnetUp = file["lnet_up"].Flag(),
            IsCorosyncRunning = Runs(file["corosync"]),
            McastPort = file["corosync"]["mcast_port"].Whole(),
            IsPacemakerRunning = Runs(file["pacemaker"]),
            Profile = file["profile_name"].MaybeText(),
            Packages = Versions(file["packages"]),
            Mounts = file["client_mounts"].Entries().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Text())).ToValueMap(),
            BootedAt = now,
        };
    }

    /// <summary>Returns versions by package: <c>{"lustre": [0, "2.1.4", "1", "x86_64"]}</c>.</summary>
    public static ValueMap<PackageVersion> Versions(ImportNode packages) =>
        packages.Entries().Select(entry => KeyValuePair.Create(entry.Key, Version(entry.Value))).ToValueMap();

    private static PackageVersion Version(ImportNode node)
    {
        ImportNode[] parts = node.Items();
        if (parts.Length != 4)
        {
            node.AddError($"has {parts.Length} parts", "give epoch, version, release and architecture");
            return new PackageVersion(0, "", "", "");
        }

        return new PackageVersion(parts[0].Whole(), parts[1].Text(), parts[2].Text(), parts[3].Text());
    }

    private static ServerNetworkInterface Interface(string address, ImportNode node) =>
        new(node["interface_no"].Whole(), address, node["type"].Text(), node["lnd_type"].MaybeText(), node["lnd_network"].MaybeWhole());

    private static bool Runs(ImportNode service)
    {
        string state = service["state"].Text();
        if (state is not ("started" or "stopped" or ""))
        {
            service["state"].AddError($"is '{TextEscaping.Escape(state)}'", "give started or stopped", ProblemCode.OutOfRange);
        }

        return state == "started";
    }
}

/// <summary>References to a server in other files.</summary>
/// <param name="Cluster">High-availability cluster; null if it has none.</param>
/// <param name="Unit">Storage unit whose disks it sees; null if it sees none.</param>
/// <param name="Outlet">Outlet on every power unit; null if it has none.</param>
internal sealed record ServerReferences(int? Cluster, int? Unit, string? Outlet);
