using System.Numerics;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Inventories;
using Scalewright.Providers;
using Scalewright.Providers.Grid5000;
using Scalewright.Providers.Vagrant;
using Scalewright.Topologies;

namespace Scalewright.Experiments.Platforms;

/// <summary>
/// VMs of Vagrant on reserved machines of Grid'5000. A section is a cluster of machines, and a cluster of VMs on each
/// of them. The VMs end with the reservation.
/// </summary>
internal sealed class VirtualMachinePlatform(string type, TestbedEnvironment environment) : Platform
{
    private const string CoresKey = "core_per_vm";
    private const string MemoryKey = "memory_per_vm";
    private const string DiskKey = "disk_per_vm";
    private const string GroupName = "vms";
    private const string MachinesFolder = "machines";
    private const string VmsFolder = "vms";

    // Downloads of packages and of the box take most of this time.
    private static readonly TimeSpan MaxInstallation = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan MaxBoot = TimeSpan.FromMinutes(30);

    public override string Type => type;

    public override ValueList<string> RequiredFields =>
        ["reservation_name", "site", "cluster", "queue", "walltime", CoresKey, MemoryKey, DiskKey];

    public override ValueList<string> OptionalFields => [Reservation.StartKey];

    public override void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(problems);
        base.Validate(section, problems);
        _ = Reservation.Read(section, default, problems);
        foreach (string key in (string[])[CoresKey, MemoryKey, DiskKey])
        {
            if (section.GetText(key) is { } text && GetSize(section, key) is null)
            {
                problems.Add(
                    section.ProblemAt(
                        key,
                        ProblemCode.WrongType,
                        $"'{TextEscaping.Escape(text)}' is not a whole number from 1",
                        "use 1 or more"
                    )
                );
            }
        }

        WarnUnapplied(section, [DiskKey], problems);
    }

    public override async Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        section = RoleHosts.WithCounts(section);
        int count = CountRoles(section);
        if (count == 0)
        {
            return RoleHosts.CreateInventory(section, GroupName, static (_, _) => []);
        }

        string folder = Directory.CreateDirectory(RoleHosts.GetStateFolder(section)).FullName;
        Directory.CreateDirectory(Path.Combine(folder, VmsFolder));
        await using INodeTransport transport = environment.TransportFactory(folder);
        await using Grid5000Provider reserved = environment.OpenGrid5000(section, transport);
        int perMachine = await CountPerMachineAsync(section, reserved, cancellationToken);
        TimeSpan startTimeout = TestbedPlatforms.GetStartTimeout(section, environment.Clock.GetLocalNow());
        await using Cluster machines = await Cluster
            .Create(CreateMachines(section, (count - 1) / perMachine + 1))
            .UseProvider(reserved)
            .WithState(Path.Combine(folder, MachinesFolder))
            .WithOptions(settings => settings with { NodeStartTimeout = startTimeout })
            .ProvisionAsync(cancellationToken);
        ValueList<Resource> resources = await reserved.ObserveAsync(machines.Owner, cancellationToken);
        Dictionary<string, string> addresses = resources.ToDictionary(
            machine => machine.Tag.Name,
            reserved.FindAddress,
            StringComparer.Ordinal
        );
        Dictionary<string, ValueList<KeyValuePair<string, string>>>[] started = await Task.WhenAll(
            machines.Nodes.Zip(ListVms(section).Chunk(perMachine), (machine, vms) =>
                StartAsync(section, machine, addresses[machine.Name], [.. vms], folder, cancellationToken)
            )
        );
        return RoleHosts.CreateInventory(section, GroupName, (role, host) =>
            [new("cluster_role", role), .. started.First(vms => vms.ContainsKey(host))[host]]
        );
    }

    public override async Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        string folder = RoleHosts.GetStateFolder(section);
        string machines = Path.Combine(folder, MachinesFolder);
        if (Directory.Exists(machines))
        {
            await using Grid5000Provider reserved = environment.OpenGrid5000(section);
            await ProviderPlatform.DestroyClusterAsync(machines, reserved, cancellationToken);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int? GetSize(PlatformSection section, string key) =>
        PythonInteger.TryParse(section.GetText(key) ?? "", out BigInteger value) && value >= 1 && value <= int.MaxValue ? (int)value : null;

    private static IEnumerable<string> ListVms(PlatformSection section) =>
        ((string[])["control", "producers", "consumers"]).SelectMany(key =>
            Enumerable.Range(1, section.GetCount(key, 0)).Select(number => RoleHosts.GetName(section, key.TrimEnd('s'), number))
        );

    private static async Task<int> CountPerMachineAsync(
        PlatformSection section,
        Grid5000Provider reserved,
        CancellationToken cancellationToken
    )
    {
        string site = section.GetText("site")!;
        string cluster = section.GetText("cluster")!;
        NodeHardware machine = await reserved.GetCommonHardwareAsync(site, cluster, cancellationToken);
        int perMachine = Math.Min(machine.Cpus / GetSize(section, CoresKey)!.Value, machine.MemoryMiB / GetSize(section, MemoryKey)!.Value);
        return perMachine > 0
            ? perMachine
            : throw new ExperimentException([
                section.ProblemAt(
                    CoresKey,
                    ProblemCode.InsufficientCapacity,
                    $"a VM does not fit on a machine of {site}/{cluster}, with {machine.Cpus} cores and {machine.MemoryMiB} MiB",
                    $"use less {CoresKey} or {MemoryKey}, or another cluster"
                ),
            ]);
    }

    private static Topology CreateMachines(PlatformSection section, int count) =>
        CreateTopology(
            $"{section.Name}-machines",
            Enumerable
                .Range(1, count)
                .Select(number => new NodeSpec($"{section.Name}-machine-{number}", number)
                {
                    Cloud = $"{section.GetText("site")}/{section.GetText("cluster")}",
                })
        );

    private static Topology CreateTopology(string name, IEnumerable<NodeSpec> nodes) =>
        Topology.Create(name).Build() with
        {
            Groups = ValueMap<NodeGroup>.Empty.With(name, new NodeGroup(name, "builtin@1.0.0") { Nodes = [.. nodes] }),
        };

    /// <summary>Starts VMs on a machine, and returns their variables by name.</summary>
    private async Task<Dictionary<string, ValueList<KeyValuePair<string, string>>>> StartAsync(
        PlatformSection section,
        Node machine,
        string address,
        ValueList<string> names,
        string folder,
        CancellationToken cancellationToken
    )
    {
        await InstallAsync(section, machine, cancellationToken);
        NodeHardware size = new() { Cpus = GetSize(section, CoresKey)!.Value, MemoryMiB = GetSize(section, MemoryKey)!.Value };
        await using VagrantProvider vagrant = new(
            new VagrantOptions(Path.Combine(folder, "vagrant", machine.Name))
            {
                Program = environment.Vagrant,
                Host = VagrantHost.FromNode(machine, environment.VmFolder),
                Clock = environment.Clock,
            }
        );
        await using Cluster cluster = await Cluster
            .Create(CreateTopology(machine.Name, names.Select((name, index) => new NodeSpec(name, index + 1) { Hardware = size })))
            .UseProvider(vagrant)
            .WithState(Path.Combine(folder, VmsFolder, machine.Name))
            .WithOptions(settings => settings with { NodeStartTimeout = MaxBoot })
            .ProvisionAsync(cancellationToken);
        Dictionary<string, ValueList<KeyValuePair<string, string>>> hosts = new(StringComparer.Ordinal);
        foreach (Resource vm in await vagrant.ObserveAsync(cluster.Owner, cancellationToken))
        {
            VagrantSshConfig ssh = await vagrant.GetSshConfigAsync(vm, cancellationToken);
            string key = Path.Combine(folder, "keys", vm.Tag.Name);
            await SaveKeyAsync(key, await machine.GetFileAsync(ssh.IdentityFile, cancellationToken), cancellationToken);
            hosts[vm.Tag.Name] =
            [
                new("ansible_host", ssh.Host),
                new("ansible_port", ssh.Port.ToString(CultureInfo.InvariantCulture)),
                new("ansible_user", ssh.User),
                new("ansible_become", "true"),
                new("ansible_ssh_private_key_file", key),
                new("ansible_ssh_common_args", $"-o ProxyJump=root@{address}"),
                new("hypervisor", address),
                new("platform_name", section.Name),
                new("reservation_name", section.GetText("reservation_name")!),
                new("site", section.GetText("site")!),
                new("cluster", section.GetText("cluster")!),
                new(CoresKey, section.GetText(CoresKey)!),
                new(MemoryKey, section.GetText(MemoryKey)!),
            ];
        }

        return hosts;
    }

    private async Task InstallAsync(PlatformSection section, Node machine, CancellationToken cancellationToken)
    {
        const string Packages = "vagrant vagrant-libvirt libvirt-daemon-system qemu-system-x86";
        string script = $"command -v '{environment.Vagrant}' || {{ apt-get update && apt-get install -y {Packages}; }}";
        CommandResult result = await machine.RunAsync(
            new CommandRequest(["sh", "-c", script])
            {
                Environment = ValueMap<string>.Empty.With("DEBIAN_FRONTEND", "noninteractive"),
                Timeout = MaxInstallation,
                IsIdempotent = true,
            },
            cancellationToken
        );
        if (result.ExitCode != 0)
        {
            throw new ExperimentException([
                section.ProblemAt(
                    "type",
                    ProblemCode.PlatformUnavailable,
                    $"Vagrant cannot be installed on {machine.Name}: {TextEscaping.Escape(result.Error.Trim())}",
                    "fix the cause, and provision again"
                ),
            ]);
        }
    }

    /// <summary>Stores a private key, which only its owner may read.</summary>
    private static async Task SaveKeyAsync(string path, byte[] key, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using FileStream file = new(path, options);
        await file.WriteAsync(key, cancellationToken);
    }
}
