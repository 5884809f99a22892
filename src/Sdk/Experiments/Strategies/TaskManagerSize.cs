namespace Scalewright.Experiments.Strategies;

/// <summary>Resources of a task manager.</summary>
/// <param name="Name">Name of the size, which strategies use as <c>type</c>.</param>
/// <param name="Cpus">Processor cores, above 0. Default 1.</param>
/// <param name="MemoryMiB">Memory in MiB, at least 1. Default 2048.</param>
[DocumentRecord]
public sealed record TaskManagerSize(
    [property: DocumentField(Advice = "the name of the size")] string Name,
    double Cpus = 1,
    [property: DocumentField("memory")] int MemoryMiB = 2048
)
{
    /// <summary>
    /// Default sizes, as in Scalehub: <c>s</c>, <c>m</c> and <c>l</c>, which may end in <c>-2c</c> or <c>-4c</c> for
    /// their cores, <c>xl</c>, <c>xxl</c> and <c>pico</c>.
    /// </summary>
    public static ValueList<TaskManagerSize> Defaults { get; } =
    [
        new("s", 1, 2048),
        new("s-2c", 2, 2048),
        new("m", 1, 3500),
        new("m-2c", 2, 3500),
        new("l", 1, 6500),
        new("l-2c", 2, 6500),
        new("l-4c", 4, 6500),
        new("xl", 16, 65_536),
        new("xxl", 52, 358_400),
        new("pico", 2, 1800),
    ];

    /// <summary>The size <c>template</c>: the properties of the experiment's template.</summary>
    public static TaskManagerSize Template { get; } = new("template", 1, 1);
}
