namespace Loopback.Grid5000;

public sealed record ClusterSpec(string Site, string Name, int Machines)
{
    /// <summary>Cores of each; default 16.</summary>
    public int Cores { get; init; } = 16;

    /// <summary>Memory of each; default 128 GiB.</summary>
    public int MemoryGiB { get; init; } = 128;

    /// <summary>The full name of one, by its number from 1.</summary>
    public string MachineOf(int number) => $"{Name}-{number}.{Site}.example";
}
