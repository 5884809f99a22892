namespace Scalewright.Agents.BuiltIn;

/// <summary>Facts about a node. Unknown facts are empty or 0, for example in a simulation.</summary>
public sealed record HostFacts
{
    /// <summary>Host name.</summary>
    public string HostName { get; init; } = "";

    /// <summary>Processor architecture, for example <c>x86_64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Kernel version.</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>Operating system, for example <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>Processor vendor, for example <c>GenuineIntel</c>.</summary>
    public string CpuVendor { get; init; } = "";

    /// <summary>Processor model.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary>Number of processors.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public long MemoryMiB { get; init; }

    /// <summary>Size of the file system of <c>/</c> in MiB.</summary>
    public long DiskMiB { get; init; }

    /// <summary>Space of that file system that programs without root permissions can use, in MiB.</summary>
    public long FreeDiskMiB { get; init; }

    /// <summary>Used share of that file system in percent, rounded up as by <c>df</c>.</summary>
    public int DiskPercent { get; init; }
}
