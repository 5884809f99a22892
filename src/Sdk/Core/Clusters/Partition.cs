namespace Scalewright.Clusters;

/// <summary>Nodes that are reserved for one job until this object is disposed.</summary>
public sealed class Partition : IAsyncDisposable
{
    private readonly PartitionLease _hold;
    private readonly NodeSet _nodes;

    internal Partition(string name, NodeSet nodes, PartitionLease hold) => (Name, _nodes, _hold) = (name, nodes, hold);

    /// <summary>Name of the job.</summary>
    public string Name { get; }

    /// <summary>
    /// Nodes of the partition, ordered by group and number. The handles cannot be used after disposal, because another
    /// job may get the nodes.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The nodes were released.</exception>
    public NodeSet Nodes
    {
        get
        {
            _hold.ThrowIfReleased();
            return _nodes;
        }
    }

    /// <summary>Releases the nodes.</summary>
    /// <exception cref="ClusterException">The register could not be changed; the nodes are released.</exception>
    /// <exception cref="Journals.FileSystemException">The disk of the register failed; the nodes are
    /// released.</exception>
    public ValueTask DisposeAsync() => _hold.EndAsync();
}
