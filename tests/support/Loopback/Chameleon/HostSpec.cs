namespace Loopback.Chameleon;

public sealed record HostSpec(string Region, string Type, int Count)
{
    /// <summary>Processors of each machine. Default 48.</summary>
    public int Cpus { get; init; } = 48;

    /// <summary>Memory of each machine. Default 128 GiB.</summary>
    public int MemoryMiB { get; init; } = 128 * 1024;
}
