namespace Loopback.Minimega.Machines;

internal sealed class NamespaceState(string name)
{
    public string Name { get; } = name;

    /// <summary>Configuration of the next launch.</summary>
    public VmConfig Config { get; set; } = new();

    public SortedDictionary<string, VmConfig> Saved { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order of their launch.</summary>
    public List<Vm> Vms { get; } = [];

    public List<QueuedLaunch> Queue { get; } = [];

    /// <summary>Whether launches wait for <c>vm launch</c>.</summary>
    public bool Queueing { get; set; }

    /// <summary>Number of guests without a name in the launch command, from which their names are generated.</summary>
    public int CountedLaunches { get; set; }

    public VlanMap Vlans { get; } = new();
    public SortedDictionary<string, HostTap> Taps { get; } = new(StringComparer.Ordinal);
    public ControlState Control { get; set; } = new();
    public SortedDictionary<string, Pipe> Pipes { get; } = new(StringComparer.Ordinal);
}

internal sealed record HostTap(string Bridge, string Name, string Vlan);
