namespace Scalewright.Providers.AutoScaling;

/// <summary>An instance type of a backend.</summary>
/// <param name="Name">Name, for example <c>m1.small</c>.</param>
/// <param name="Cpus">Number of virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
public sealed record InstanceType(string Name, int Cpus, int MemoryMiB);
