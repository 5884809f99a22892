namespace Loopback.Grid5000;

public sealed record ClusterSpec(string Site, string Name, int Machines)
{
    /// <summary>Cores of each machine. Default 16.</summary>
    public int Cores { get; init; } = 16;

    /// <summary>Memory of each machine. Default 128 GiB.</summary>
    public int MemoryGiB { get; init; } = 128;

    /// <summary>Queues whose jobs may use the cluster. Default <c>admin</c> and <c>default</c>.</summary>
    public IReadOnlyList<string> Queues { get; init; } = ["admin", "default"];

    /// <summary>Returns the full name of a machine. Numbers start at 1.</summary>
    public string MachineOf(int number) => $"{Name}-{number}.{Site}.example";
}
