namespace Scalewright.Agents.BuiltIn;

/// <summary>What a node is. What it does not tell is empty or 0, as in a simulation.</summary>
public sealed record HostFacts
{
    /// <summary>What it calls itself.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The architecture of its processor, as in <c>x86_64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>The version of its kernel.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>Its system, as in <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public string System { get; init; } = "";

    /// <summary>Who made its processor, as in <c>GenuineIntel</c>.</summary>
    public string CpuVendor { get; init; } = "";

    /// <summary>The model of its processor.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary>Processors.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public long MemoryMiB { get; init; }
}
