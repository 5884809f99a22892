namespace Loopback.Minimega.Machines;

/// <summary>Recorded: 04-vm-info-output, 10-kvm.</summary>
internal static class VmTable
{
    private const string NotThere = "N/A";

    public static ValueList<string> Header { get; } =
    [
        "id",
        "name",
        "state",
        "uptime",
        "type",
        "uuid",
        "cc_active",
        "pid",
        "vlan",
        "bridge",
        "tap",
        "mac",
        "ip",
        "ip6",
        "qos",
        "qinq",
        "bond",
        "memory",
        "vcpus",
        "disks",
        "snapshot",
        "initrd",
        "kernel",
        "cdrom",
        "save",
        "append",
        "serial-ports",
        "virtio-ports",
        "vnc_port",
        "usb-use-xhci",
        "tpm-socket",
        "bidirectional-copy-paste",
        "android_avd",
        "android_console_port",
        "android_adb_port",
        "android_serial",
        "filesystem",
        "hostname",
        "init",
        "preinit",
        "fifo",
        "volume",
        "console_port",
        "tags",
    ];

    public static ValueList<string> Summary { get; } = ["id", "name", "state", "type", "uuid", "cc_active", "vlan"];

    public static ValueList<string> Row(Vm vm, DateTimeOffset now, ValueList<string> columns) =>
        columns.Select(column => Common(vm, now, column) ?? Special(vm, column)).ToValueList();

    /// <summary>Keys are in the order of the server.</summary>
    public static string Data(Vm vm, string space, string host)
    {
        VmConfig config = vm.Config;
        string cards = string.Join(',', vm.Networks.Select(nic => Card(vm, nic)));
        string common =
            $"\"UUID\":{Json.Text(vm.Uuid)},\"VCPUs\":{config["vcpus"]},\"Memory\":{config["memory"]},\"Snapshot\":{config["snapshot"]},"
            + $"\"Schedule\":{Json.Text(config["schedule"])},\"Colocate\":{Json.Text(config["colocate"])},\"Coschedule\":{config["coschedule"]},"
            + $"\"Backchannel\":{config["backchannel"]},\"Networks\":[{cards}],\"Bonds\":[],\"Tags\":{Json.Map(vm.Tags)},\"ID\":{vm.Id},"
            + $"\"Name\":{Json.Text(vm.Name)},\"Namespace\":{Json.Text(space)},\"Host\":{Json.Text(host)},\"State\":{(int)vm.State},"
            + $"\"LaunchTime\":\"{vm.LaunchedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)}\","
            + $"\"Type\":{(vm.Kind == "kvm" ? 1 : vm.Kind == "container" ? 2 : 3)},\"ActiveCC\":{Json.Flag(vm.ActiveCc)},\"Pid\":{vm.Pid}";
        return "{" + common + (vm.Kind == "container" ? ContainerData(vm) : KvmData(vm)) + "}";
    }

    private static string? Common(Vm vm, DateTimeOffset now, string column) =>
        column switch
        {
            "id" => vm.Id.ToString(),
            "name" => vm.Name,
            "state" => vm.StateWord,
            "uptime" => GoDuration.Print(now - vm.LaunchedAt),
            "type" => vm.Kind,
            "uuid" => vm.Uuid,
            "cc_active" => Json.Flag(vm.ActiveCc),
            "pid" => vm.Pid.ToString(),
            "vlan" => Cards(vm, nic => nic.Cell),
            "bridge" => Cards(vm, nic => nic.Spec.Bridge),
            "tap" => Cards(vm, nic => nic.Tap),
            "mac" => Cards(vm, nic => nic.Mac),
            "ip" or "ip6" => Cards(vm, _ => ""),
            "qos" or "qinq" or "bond" => "[]",
            "memory" or "vcpus" or "snapshot" => vm.Config[column],
            "tags" => Json.Map(vm.Tags),
            _ => null,
        };

    private static string Special(Vm vm, string column) =>
        (vm.Kind, column) switch
        {
            ("kvm", "disks") => string.Join(' ', vm.Config.List("disks")),
            ("kvm", "append") => $"[{string.Join(' ', vm.Config.List("append"))}]",
            (
                "kvm",
                "initrd"
                    or "kernel"
                    or "cdrom"
                    or "serial-ports"
                    or "virtio-ports"
                    or "usb-use-xhci"
                    or "tpm-socket"
                    or "bidirectional-copy-paste"
            ) => vm.Config[column],
            ("kvm", "vnc_port") or ("container", "console_port") => vm.Port.ToString(),
            ("container", "filesystem" or "preinit") => vm.Config[column],
            ("container", "hostname") => vm.Hostname,
            ("container", "init") => $"[{string.Join(' ', vm.Config.List("init"))}]",
            ("container", "volume") => Json.Map(vm.Config.Map("volume")),
            _ => NotThere,
        };

    private static string Cards(Vm vm, Func<Nic, string> cell) => $"[{string.Join(", ", vm.Networks.Select(cell))}]";

    private static string Card(Vm vm, Nic nic)
    {
        string driver = vm.Kind == "container" ? "" : nic.Spec.Driver;
        return $"{{\"Alias\":{Json.Text(nic.Alias)},\"VLAN\":{nic.Vlan},\"Bridge\":{Json.Text(nic.Spec.Bridge)},\"Tap\":{Json.Text(nic.Tap)},"
            + $"\"MAC\":{Json.Text(nic.Mac)},\"Driver\":{Json.Text(driver)},\"IP4\":\"\",\"IP6\":\"\",\"QinQ\":false,\"RxRate\":0,\"TxRate\":0,"
            + $"\"Raw\":{Json.Text(nic.Spec.Raw)}}}";
    }

    private static string ContainerData(Vm vm) =>
        $",\"FilesystemPath\":{Json.Text(vm.Config["filesystem"])},\"Hostname\":{Json.Text(vm.Hostname)},\"Init\":{Json.List(vm.Config.List("init"))},"
        + $"\"Preinit\":{Json.Text(vm.Config["preinit"])},\"Fifos\":{vm.Config["fifos"]},\"VolumePaths\":{Json.Map(vm.Config.Map("volume"))},\"ConsolePort\":{vm.Port}";

    private static string KvmData(Vm vm)
    {
        VmConfig config = vm.Config;
        string disks = string.Join(
            ',',
            config
                .List("disks")
                .Select(disk => $"{{\"Path\":{Json.Text(disk)},\"SnapshotPath\":\"\",\"Interface\":\"\",\"Cache\":\"\",\"Raw\":\"\"}}")
        );
        string append = config.List("append").Count == 0 ? "null" : Json.List(config.List("append"));
        return $",\"QemuPath\":{Json.Text(config["qemu"])},\"KernelPath\":{Json.Text(config["kernel"])},\"InitrdPath\":{Json.Text(config["initrd"])},"
            + $"\"CdromPath\":{Json.Text(config["cdrom"])},\"MigratePath\":{Json.Text(config["state"])},\"CPU\":{Json.Text(config["cpu"])},"
            + $"\"Sockets\":{config["sockets"]},\"Cores\":{config["cores"]},\"Threads\":{config["threads"]},\"Machine\":{Json.Text(config["machine"])},"
            + $"\"SerialPorts\":{config["serial-ports"]},\"VirtioPorts\":{Json.Text(config["virtio-ports"])},\"Vga\":{Json.Text(config["vga"])},"
            + $"\"Append\":{append},\"Disks\":[{disks}],\"UsbUseXHCI\":{config["usb-use-xhci"]},\"TpmSocketPath\":{Json.Text(config["tpm-socket"])},"
            + $"\"BidirectionalCopyPaste\":{config["bidirectional-copy-paste"]},\"QemuAppend\":{Json.List(config.List("qemu-append"))},\"QemuOverride\":[],\"VNCPort\":{vm.Port}";
    }
}
