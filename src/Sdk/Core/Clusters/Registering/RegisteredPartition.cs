namespace Scalewright.Clusters.Registering;

/// <summary>Nodes that one job has.</summary>
/// <param name="Id">What it is known by, unique in the register.</param>
/// <param name="Nodes">Names of its nodes, in the order they came.</param>
public sealed record RegisteredPartition(string Id, ValueList<string> Nodes);
