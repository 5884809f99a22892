namespace Scalewright.Experiments.Streams;

/// <summary>A machine for task managers.</summary>
/// <param name="Name">Name of the machine.</param>
/// <param name="Cores">Processor cores shared by its task managers, above 0.</param>
public sealed record StreamNode(string Name, double Cores)
{
    /// <summary>Kind of the machine for strategies, for example <c>pico</c>. Default <c>node</c>.</summary>
    public string Kind { get; init; } = "node";

    /// <summary>Memory in MiB. Default 4096.</summary>
    public int MemoryMiB { get; init; } = 4096;

    /// <summary>Size class of the machine, see <see cref="NodeClass.Size"/>.</summary>
    public string Size => MachineSize.GetName(Cores, MemoryMiB);
}
