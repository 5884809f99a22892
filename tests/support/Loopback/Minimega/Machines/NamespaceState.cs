using Loopback.Minimega.Control;

namespace Loopback.Minimega.Machines;

/// <summary>What belongs to one namespace.</summary>
internal sealed class NamespaceState(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What the next launch will use.</summary>
    public VmConfig Config { get; set; } = new();

    /// <summary>Configurations that were saved, by name.</summary>
    public SortedDictionary<string, VmConfig> Saved { get; } = new(StringComparer.Ordinal);

    /// <summary>Containers and VMs in the order of their launch.</summary>
    public List<Vm> Vms { get; } = [];

    /// <summary>Launches that wait.</summary>
    public List<QueuedLaunch> Queue { get; } = [];

    /// <summary>True when launches wait for <c>vm launch</c>.</summary>
    public bool Queueing { get; set; }

    /// <summary>How many were launched by count; gives names.</summary>
    public int CountedLaunches { get; set; }

    /// <summary>VLAN aliases.</summary>
    public VlanMap Vlans { get; } = new();

    /// <summary>Host taps by name.</summary>
    public SortedDictionary<string, HostTap> Taps { get; } = new(StringComparer.Ordinal);

    /// <summary>Command and control.</summary>
    public ControlState Control { get; set; } = new();

    /// <summary>Pipes by name.</summary>
    public SortedDictionary<string, Pipe> Pipes { get; } = new(StringComparer.Ordinal);
}

/// <summary>A tap of the host.</summary>
internal sealed record HostTap(string Bridge, string Name, string Vlan);
