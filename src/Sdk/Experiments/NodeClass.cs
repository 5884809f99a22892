namespace Scalewright.Experiments;

/// <summary>Like machines of an experiment. Several classes may have one kind: other machines of it, whose numbers go on after those of the class before.</summary>
/// <param name="Kind">Their kind, which begins their names: <c>pico-1</c>, <c>pico-2</c>.</param>
/// <param name="Count">How many, 1 to 10,000.</param>
public sealed record NodeClass(string Kind, int Count)
{
    internal const int CountMax = 10_000;

    /// <summary>Processor cores of each, 1 or more; default 4.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>Memory of each in MiB, 1 or more; default 8192.</summary>
    public int MemoryMiB { get; init; } = 8192;

    /// <summary>How large each is, by cores times GiB as Scalehub has it: <c>small</c> up to 32, <c>medium</c> up to 256, <c>large</c> up to 1024, else <c>x-large</c>.</summary>
    public string Size => MachineSize.Of(Cores, MemoryMiB);

    /// <summary>The machines of classes, in their order: the first class of a kind has <c>KIND-1</c> and on, the next one of that kind the numbers behind. A class whose count cannot be has none.</summary>
    /// <param name="classes">The classes.</param>
    public static ValueList<StreamNode> MachinesOf(IEnumerable<NodeClass> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        List<StreamNode> machines = [];
        Dictionary<string, int> last = new(StringComparer.Ordinal);
        foreach (NodeClass nodes in classes.Where(nodes => nodes.Count is > 0 and <= CountMax))
        {
            int before = last.GetValueOrDefault(nodes.Kind);
            machines.AddRange(Enumerable.Range(before + 1, nodes.Count).Select(number => new StreamNode($"{nodes.Kind}-{number}", nodes.Cores) { Kind = nodes.Kind, MemoryMiB = nodes.MemoryMiB }));
            last[nodes.Kind] = before + nodes.Count;
        }

        return machines.ToValueList();
    }
}

/// <summary>How large a machine is, as Scalehub has it: by cores times GiB.</summary>
internal static class MachineSize
{
    public static string Of(double cores, int memoryMiB) => (cores * (memoryMiB / 1024.0)) switch { <= 32 => "small", <= 256 => "medium", <= 1024 => "large", _ => "x-large" };
}
