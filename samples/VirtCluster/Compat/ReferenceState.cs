namespace VirtCluster.Compat;

/// <summary>Content of vt_cluster's state file.</summary>
internal sealed class ReferenceState
{
    public List<ReferenceNode> Nodes { get; init; } = [];

    public List<ReferencePartition> Partitions { get; init; } = [];

    /// <summary>Copies the state as if it was written to a file and read again.</summary>
    public ReferenceState Copy() => new()
    {
        Nodes = [.. Nodes],
        Partitions = [.. Partitions.Select(partition => new ReferencePartition(partition.Id) { Nodes = [.. partition.Nodes] })],
    };
}
