namespace VirtCluster.Compat;

/// <summary>What vt_cluster's state file holds.</summary>
internal sealed class ReferenceState
{
    public List<ReferenceNode> Nodes { get; init; } = [];

    public List<ReferencePartition> Partitions { get; init; } = [];

    /// <summary>As written to a file and read again.</summary>
    public ReferenceState Copy() => new()
    {
        Nodes = [.. Nodes],
        Partitions = [.. Partitions.Select(partition => new ReferencePartition(partition.Id) { Nodes = [.. partition.Nodes] })],
    };
}
