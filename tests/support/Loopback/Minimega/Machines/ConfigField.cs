namespace Loopback.Minimega.Machines;

/// <param name="Section">Heading in the output.</param>
/// <param name="Default">List elements are separated by blanks.</param>
internal sealed record ConfigField(string Key, string Section, string Label, ConfigKind Kind, string Default = "")
{
    private const string Common = "VM";
    private const string Kvm = "KVM";
    private const string Container = "Container";
    private const string Android = "Android";

    /// <summary>In the order of the output (recorded: 02-vm-config).</summary>
    public static IReadOnlyList<ConfigField> All { get; } =
    [
        new("memory", Common, "Memory", ConfigKind.Unsigned, "2048"),
        new("vcpus", Common, "VCPUs", ConfigKind.Unsigned, "1"),
        new("networks", Common, "Networks", ConfigKind.List),
        new("bonds", Common, "Bonds", ConfigKind.List),
        new("snapshot", Common, "Snapshot", ConfigKind.Text, "true"),
        new("uuid", Common, "UUID", ConfigKind.Text),
        new("schedule", Common, "Schedule host", ConfigKind.Text),
        new("coschedule", Common, "Coschedule limit", ConfigKind.Signed, "-1"),
        new("colocate", Common, "Colocate", ConfigKind.Text),
        new("backchannel", Common, "Backchannel", ConfigKind.Text, "true"),
        new("tags", Common, "Tags", ConfigKind.Map),
        new("state", Kvm, "State Path", ConfigKind.Text),
        new("disks", Kvm, "Disks", ConfigKind.List),
        new("cdrom", Kvm, "CDROM Path", ConfigKind.Text),
        new("kernel", Kvm, "Kernel Path", ConfigKind.Text),
        new("initrd", Kvm, "Initrd Path", ConfigKind.Text),
        new("append", Kvm, "Kernel Append", ConfigKind.List),
        new("qemu", Kvm, "QEMU Path", ConfigKind.Text, "kvm"),
        new("qemu-append", Kvm, "QEMU Append", ConfigKind.List),
        new("serial-ports", Kvm, "Serial Ports", ConfigKind.Unsigned, "0"),
        new("virtio-ports", Kvm, "Virtio-Serial Ports", ConfigKind.Text),
        new("machine", Kvm, "Machine", ConfigKind.Text),
        new("cpu", Kvm, "CPU", ConfigKind.Text, "host"),
        new("cores", Kvm, "Cores", ConfigKind.Unsigned, "0"),
        new("threads", Kvm, "Threads", ConfigKind.Unsigned, "0"),
        new("sockets", Kvm, "Sockets", ConfigKind.Unsigned, "0"),
        new("vga", Kvm, "VGA", ConfigKind.Text, "std"),
        new("usb-use-xhci", Kvm, "Usb Use XHCI", ConfigKind.Text, "true"),
        new("bidirectional-copy-paste", Kvm, "Bidirectional Copy Paste", ConfigKind.Text, "false"),
        new("tpm-socket", Kvm, "TPM Socket", ConfigKind.Text),
        new("filesystem", Container, "Filesystem Path", ConfigKind.Text),
        new("hostname", Container, "Hostname", ConfigKind.Text),
        new("init", Container, "Init", ConfigKind.List, "/init"),
        new("preinit", Container, "Pre-init", ConfigKind.Text),
        new("fifos", Container, "FIFOs", ConfigKind.Unsigned, "0"),
        new("volume", Container, "Volumes", ConfigKind.Map),
        new("android-sdk", Android, "SDK Path", ConfigKind.Text),
        new("android-emulator", Android, "Emulator Path", ConfigKind.Text),
        new("android-adb", Android, "ADB Path", ConfigKind.Text),
        new("android-avd", Android, "AVD Name", ConfigKind.Text),
        new("android-avd-dir", Android, "AVD Dir", ConfigKind.Text),
        new("android-no-window", Android, "No Window", ConfigKind.Text, "true"),
        new("android-console-base-port", Android, "Console Base Port", ConfigKind.Unsigned, "0"),
        new("android-extra-args", Android, "Extra Args", ConfigKind.List),
        new("android-writable-system", Android, "Writable System", ConfigKind.Text, "false"),
    ];

    /// <summary><c>migrate</c> is an alias of <c>state</c>.</summary>
    public static ConfigField? Find(string key) => All.FirstOrDefault(field => field.Key == (key == "migrate" ? "state" : key));
}
