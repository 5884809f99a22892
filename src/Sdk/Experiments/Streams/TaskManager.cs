namespace Scalewright.Experiments.Streams;

/// <summary>A process that runs operator instances: one of each operator per slot.</summary>
/// <param name="Name">Name of the task manager.</param>
/// <param name="Node">Name of its machine.</param>
public sealed record TaskManager(string Name, string Node)
{
    /// <summary>Number of slots, at least 1. Default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Limit of processor cores, above 0. Default 1.</summary>
    public double Cpus { get; init; } = 1;

    /// <summary>
    /// Memory in MiB. Default 2048. If the state in its slots exceeds half of the memory, the cost of a record is
    /// multiplied by their ratio.
    /// </summary>
    public int MemoryMiB { get; init; } = 2048;
}
