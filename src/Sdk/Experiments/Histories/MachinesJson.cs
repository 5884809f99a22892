namespace Scalewright.Experiments.Histories;

/// <summary>Like machines, in <c>bundle.json</c>.</summary>
internal sealed record MachinesJson(string Kind, int Count, int Cores, int MemoryMib);
