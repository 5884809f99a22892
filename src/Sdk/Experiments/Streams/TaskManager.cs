namespace Scalewright.Experiments.Streams;

/// <summary>A process that runs instances of operators: one of each operator in a slot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">The machine it runs on.</param>
public sealed record TaskManager(string Name, string Node)
{
    /// <summary>Slots, 1 or more; default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Processor cores it may use, above 0; default 1.</summary>
    public double Cpus { get; init; } = 1;

    /// <summary>Memory in MiB; default 2048. When the state in its slots is more than half of that, a record costs as many times more.</summary>
    public int MemoryMiB { get; init; } = 2048;
}
