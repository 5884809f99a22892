namespace Scalewright.Experiments;

/// <summary>
/// A class of identical machines of an experiment. Classes may share a kind: the second class continues the numbers of
/// the first.
/// </summary>
/// <param name="Kind">Kind of the machines and prefix of their names: <c>pico-1</c>, <c>pico-2</c>.</param>
/// <param name="Count">Number of machines, 1 to 10,000. Default 1.</param>
[DocumentRecord]
public sealed record NodeClass([property: DocumentField(Advice = "the start of the names of its machines")] string Kind, int Count = 1)
{
    internal const int MaxCount = 10_000;

    /// <summary>Processor cores of each machine, at least 1. Default 4.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>Memory of each machine in MiB, at least 1. Default 8192.</summary>
    [DocumentField("memory")]
    public int MemoryMiB { get; init; } = 8192;

    /// <summary>
    /// Size class of a machine by cores times GiB, as in Scalehub: <c>small</c> up to 32, <c>medium</c> up to 256,
    /// <c>large</c> up to 1024, otherwise <c>x-large</c>.
    /// </summary>
    public string Size => MachineSize.GetName(Cores, MemoryMiB);

    /// <summary>
    /// Expands classes to machines, in order. The first class of a kind starts at <c>KIND-1</c>; later classes of the
    /// kind continue the numbers. A class with an invalid count has no machines.
    /// </summary>
    /// <param name="classes">The classes.</param>
    public static ValueList<StreamNode> ExpandMachines(IEnumerable<NodeClass> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        List<StreamNode> machines = [];
        Dictionary<string, int> last = new(StringComparer.Ordinal);
        foreach (NodeClass nodes in classes.Where(nodes => nodes.Count is > 0 and <= MaxCount))
        {
            int before = last.GetValueOrDefault(nodes.Kind);
            machines.AddRange(
                Enumerable
                    .Range(before + 1, nodes.Count)
                    .Select(number => new StreamNode($"{nodes.Kind}-{number}", nodes.Cores)
                    {
                        Kind = nodes.Kind,
                        MemoryMiB = nodes.MemoryMiB,
                    })
            );
            last[nodes.Kind] = before + nodes.Count;
        }

        return machines.ToValueList();
    }
}

/// <summary>Size class of a machine by cores times GiB, as in Scalehub.</summary>
internal static class MachineSize
{
    public static string GetName(double cores, int memoryMiB) =>
        (cores * (memoryMiB / 1024.0)) switch
        {
            <= 32 => "small",
            <= 256 => "medium",
            <= 1024 => "large",
            _ => "x-large",
        };
}
