namespace Scalewright.Experiments.Strategies;

/// <summary>Resources of a task manager.</summary>
/// <param name="Name">Name of the size.</param>
/// <param name="Cpus">Processor cores, above 0.</param>
/// <param name="MemoryMiB">Memory in MiB, at least 1.</param>
public sealed record TaskManagerSize(string Name, double Cpus, int MemoryMiB)
{
    /// <summary>All sizes: <c>xs s m l xl xxl</c>, each twice the previous one, and <c>pico</c>.</summary>
    public static ValueList<TaskManagerSize> All { get; } =
    [
        new("xs", 0.5, 512), new("s", 1, 1024), new("m", 2, 2048), new("l", 4, 4096), new("xl", 8, 8192),
        new("xxl", 16, 16_384), new("pico", 1, 1024),
    ];

    /// <summary>The size <c>template</c>: the properties of the experiment's template.</summary>
    public static TaskManagerSize Template { get; } = new("template", 1, 1);
}
