namespace Scalewright.Experiments;

/// <summary>Like machines of an experiment.</summary>
/// <param name="Kind">Their kind, which begins their names: <c>pico-1</c>, <c>pico-2</c>.</param>
/// <param name="Count">How many, 1 or more.</param>
public sealed record NodeClass(string Kind, int Count)
{
    /// <summary>Processor cores of each, 1 or more; default 4.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>Memory of each in MiB, 1 or more; default 8192.</summary>
    public int MemoryMiB { get; init; } = 8192;

    /// <summary>How large each is, by cores times GiB as Scalehub has it: <c>small</c> up to 32, <c>medium</c> up to 256, <c>large</c> up to 1024, else <c>x-large</c>.</summary>
    public string Size => (Cores * (MemoryMiB / 1024.0)) switch { <= 32 => "small", <= 256 => "medium", <= 1024 => "large", _ => "x-large" };

    /// <summary>Names of the machines.</summary>
    public IEnumerable<string> Names => Enumerable.Range(1, Count).Select(number => $"{Kind}-{number}");
}
