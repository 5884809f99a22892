namespace Scalewright.Experiments.Streams;

/// <summary>A machine that task managers run on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cores">Processor cores that its task managers share, above 0.</param>
public sealed record StreamNode(string Name, double Cores)
{
    /// <summary>Its kind, as strategies name it: <c>pico</c>, <c>grid5000</c>; default <c>node</c>.</summary>
    public string Kind { get; init; } = "node";

    /// <summary>Memory in MiB; default 4096.</summary>
    public int MemoryMiB { get; init; } = 4096;

    /// <summary>How large it is, as <see cref="NodeClass.Size"/> says it.</summary>
    public string Size => MachineSize.Of(Cores, MemoryMiB);
}
