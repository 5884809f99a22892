namespace Scalewright.Providers.AutoScaling;

/// <summary>A kind of machine that a place has.</summary>
/// <param name="Name">Its name there, as in <c>m1.small</c>.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
public sealed record InstanceKind(string Name, int Cpus, int MemoryMiB);
