namespace Scalewright.Experiments.Strategies;

/// <summary>What a task manager may use.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="Cpus">Processor cores, above 0.</param>
/// <param name="MemoryMiB">Memory in MiB, 1 or more.</param>
public sealed record TaskManagerSize(string Name, double Cpus, int MemoryMiB)
{
    /// <summary>The sizes by name: <c>xs s m l xl xxl</c>, each twice the one before, and <c>pico</c>.</summary>
    public static ValueList<TaskManagerSize> All { get; } =
    [
        new("xs", 0.5, 512), new("s", 1, 1024), new("m", 2, 2048), new("l", 4, 4096), new("xl", 8, 8192), new("xxl", 16, 16_384), new("pico", 1, 1024),
    ];

    /// <summary>What the experiment says a task manager is: <c>template</c>.</summary>
    public static TaskManagerSize Template { get; } = new("template", 1, 1);
}
