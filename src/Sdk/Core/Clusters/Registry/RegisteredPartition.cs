namespace Scalewright.Clusters.Registry;

/// <summary>Nodes of one job.</summary>
/// <param name="Id">Unique ID in the register.</param>
/// <param name="Nodes">Names of the nodes, in order of addition.</param>
public sealed record RegisteredPartition(string Id, ValueList<string> Nodes);
